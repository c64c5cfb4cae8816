/// Random text for passwords and tokens, from OpenSSL's generator.

import COpenSSL

/// Random bytes and text that need no quoting in shells, URLs, `.env` and Redis files.
public enum RandomToken {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  /// Text of `count` characters from `[A-Za-z0-9]`, each equally likely: 32 characters hold 190 bits.
  ///
  /// - Throws: ``CertificateError/Code/library`` where the generator is not seeded.
  public static func alphanumeric(_ count: Int) throws(CertificateError) -> String {
    var characters: [UInt8] = []
    // Bytes from the last, incomplete round of 62 would favour the first letters: they are not used.
    let limit = UInt8(256 / alphabet.count * alphabet.count)
    while characters.count < count {
      for byte in try bytes(count) where byte < limit && characters.count < count {
        characters.append(alphabet[Int(byte) % alphabet.count])
      }
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// `count` random bytes.
  ///
  /// - Throws: ``CertificateError/Code/library`` where the generator is not seeded.
  public static func bytes(_ count: Int) throws(CertificateError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try OpenSSL.require(RAND_bytes(&bytes, Int32(count)), "random bytes")
    return bytes
  }
}
