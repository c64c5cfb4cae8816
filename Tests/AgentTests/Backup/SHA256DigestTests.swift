/// The digest against the examples of FIPS 180-4 and NIST's byte-oriented vectors.
import Testing

@testable import Agent

@Suite("SHA-256")
struct SHA256DigestTests {
  static func digest(_ text: [UInt8], pieces length: Int = 1 << 20) -> String {
    var digest = SHA256Digest()
    for start in stride(from: 0, to: text.count, by: length) {
      Array(text[start..<min(start + length, text.count)]).withUnsafeBytes { digest.update($0) }
    }
    return digest.finalize()
  }

  @Test(
    "of the standard's messages",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func standard(message: String, expected: String) {
    #expect(Self.digest(Array(message.utf8)) == expected)
  }

  @Test("a million times the letter a, however it is cut", arguments: [1_000_000, 4_097, 64])
  func million(length: Int) {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      Self.digest(text, pieces: length) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("lengths around a block give one digest, whether they come at once or byte by byte", arguments: 54...66)
  func boundaries(length: Int) {
    let text = (0..<length).map { UInt8($0) }
    #expect(Self.digest(text) == Self.digest(text, pieces: 1))
  }
}
