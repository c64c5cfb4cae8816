/// The bridge to OpenSSL: its errors as text, PEM in and out. Every pointer of it stays inside this module.

import COpenSSL

enum OpenSSL {
  /// The error for an OpenSSL call that failed; takes the text off OpenSSL's queue.
  static func failure(_ activity: String) -> CertificateError {
    var texts: [String] = []
    while true {
      let number = ERR_get_error()
      guard number != 0 else { break }
      var buffer = [CChar](repeating: 0, count: 256)
      ERR_error_string_n(number, &buffer, buffer.count)
      texts.append(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return CertificateError(
      .library, "OpenSSL failed: \(activity)", cause: texts.joined(separator: "; "),
      remedy: "Report this: it is no mistake of yours.")
  }

  /// Throws unless an OpenSSL call returned 1.
  static func require(_ status: Int32, _ activity: String) throws(CertificateError) {
    guard status == 1 else { throw failure(activity) }
  }

  /// Throws unless an OpenSSL call returned a pointer.
  static func require<Pointer>(_ pointer: Pointer?, _ activity: String) throws(CertificateError) -> Pointer {
    guard let pointer else { throw failure(activity) }
    return pointer
  }

  /// The text that `write` puts into a memory BIO.
  static func text(_ activity: String, _ write: (OpaquePointer) -> Int32) throws(CertificateError) -> String {
    let bio = try require(BIO_new(BIO_s_mem()), activity)
    defer { BIO_free(bio) }
    try require(write(bio), activity)
    var bytes: UnsafeMutablePointer<CChar>?
    let count = cutover_bio_bytes(bio, &bytes)
    guard let bytes, count > 0 else { throw failure(activity) }
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// Reads something from PEM text through a memory BIO; nil where the text holds no such thing.
  static func parse(_ text: String, _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
    let bytes = Array(text.utf8)
    guard let bio = BIO_new_mem_buf(bytes, Int32(bytes.count)) else { return nil }
    defer { BIO_free(bio) }
    let result = read(bio)
    if result == nil { ERR_clear_error() }
    return result
  }

  /// Reads a certificate; the caller frees it with `X509_free`.
  static func certificate(_ pem: String) throws(CertificateError) -> OpaquePointer {
    guard let certificate = parse(pem, { PEM_read_bio_X509($0, nil, nil, nil) }) else {
      throw CertificateError(
        .malformed, "this is no certificate in PEM form", remedy: "Put the original file back, or make a new one.")
    }
    return certificate
  }

  /// Reads a private key; the caller frees it with `EVP_PKEY_free`.
  static func key(_ key: PrivateKey) throws(CertificateError) -> OpaquePointer {
    guard let key = parse(key.pem, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else {
      throw CertificateError(
        .malformed, "this is no private key in PEM form", remedy: "Put the original file back, or make a new one.")
    }
    return key
  }

  /// A new key on the curve P-256 and its PEM text; the caller frees the pointer with `EVP_PKEY_free`.
  static func generateKey() throws(CertificateError) -> (pointer: OpaquePointer, key: PrivateKey) {
    let pointer = try require(cutover_generate_p256(), "making a key")
    do throws(CertificateError) {
      let pem = try text("writing a key") { PEM_write_bio_PKCS8PrivateKey($0, pointer, nil, nil, 0, nil, nil) }
      return (pointer, PrivateKey(pem: pem))
    } catch {
      EVP_PKEY_free(pointer)
      throw error
    }
  }
}
