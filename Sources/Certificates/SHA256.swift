/// SHA-256 of bytes and files, as lower-case hexadecimal text like `sha256sum` prints it.

import COpenSSL

/// SHA-256 (FIPS 180-4) by OpenSSL.
public enum SHA256 {
  /// The digest of bytes.
  public static func hex(_ bytes: [UInt8]) throws(CertificateError) -> String {
    let digest = try Digest()
    try digest.update(bytes, count: bytes.count)
    return try digest.finish()
  }

  /// The digest of a file's content, read in pieces.
  ///
  /// - Throws: ``CertificateError/Code/file`` where it cannot be read.
  public static func hex(file path: String) throws(CertificateError) -> String {
    let digest = try Digest()
    try PrivateFile.forEachPiece(of: path) { (piece, count) throws(CertificateError) in
      try digest.update(piece, count: count)
    }
    return try digest.finish()
  }

  /// Owns OpenSSL's context for one digest.
  private final class Digest {
    private let context: OpaquePointer

    init() throws(CertificateError) {
      context = try OpenSSL.require(EVP_MD_CTX_new(), "SHA-256")
      try OpenSSL.require(EVP_DigestInit_ex(context, EVP_sha256(), nil), "SHA-256")
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ bytes: [UInt8], count: Int) throws(CertificateError) {
      try OpenSSL.require(EVP_DigestUpdate(context, bytes, count), "SHA-256")
    }

    func finish() throws(CertificateError) -> String {
      var digest = [UInt8](repeating: 0, count: 32)
      try OpenSSL.require(EVP_DigestFinal_ex(context, &digest, nil), "SHA-256")
      let digits = Array("0123456789abcdef".utf8)
      return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }
}
