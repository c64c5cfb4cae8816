import Foundation
import Testing

@testable import Certificates

@Suite("random text and checksums")
struct RandomAndDigestTests {
  @Test("tokens have the asked length, only letters and digits, and differ")
  func tokens() throws {
    let tokens = try (0..<200).map { _ in try RandomToken.alphanumeric(32) }
    #expect(Set(tokens).count == 200)
    #expect(tokens.allSatisfy { $0.count == 32 && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
    #expect(Set(tokens.joined()).count == 62)
    #expect(try RandomToken.alphanumeric(0) == "")
  }

  @Test("SHA-256 of bytes and of a file is what sha256sum prints")
  func digests() throws {
    #expect(try SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      try SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let path = FileManager.default.temporaryDirectory.path + "/digest-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try Data(bytes).write(to: URL(filePath: path))
    #expect(try SHA256.hex(file: path) == SHA256.hex(bytes))
    let missing = #expect(throws: CertificateError.self) { try SHA256.hex(file: "/nonexistent") }
    #expect(missing?.message == "/nonexistent cannot be read")
  }
}
