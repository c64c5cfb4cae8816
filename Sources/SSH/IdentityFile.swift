/// What can be told about a private key file without its passphrase; it makes refusals say why.

import Foundation

/// Type and protection of a private key file (OpenSSH's PROTOCOL.key, or PEM).
struct IdentityFile: Equatable {
  /// Key type such as `ssh-ed25519`, or nil where the format does not tell.
  let type: String?
  /// Whether a passphrase is needed.
  let isEncrypted: Bool

  /// Reads the clear part of a key file's content.
  init(content: [UInt8]) {
    let text = String(decoding: content, as: UTF8.self)
    let body = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") && !$0.contains(":") }.joined()
    guard text.contains("BEGIN OPENSSH PRIVATE KEY"), let data = Data(base64Encoded: body) else {
      type = text.contains("BEGIN RSA") ? "ssh-rsa" : text.contains("BEGIN EC") ? "ecdsa" : nil
      isEncrypted = text.contains("ENCRYPTED")
      return
    }
    var reader = Reader(bytes: [UInt8](data).dropFirst("openssh-key-v1\0".utf8.count))
    let cipher = reader.string()
    _ = reader.string()  // key derivation
    _ = reader.string()  // its options
    reader.skip(4)  // number of keys
    var key = Reader(bytes: reader.string()[...])
    type = String(decoding: key.string(), as: UTF8.self)
    isEncrypted = String(decoding: cipher, as: UTF8.self) != "none"
  }

  /// Reads length-prefixed strings (RFC 4251, 5); past the end it reads empty ones.
  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func skip(_ count: Int) { bytes = bytes.dropFirst(count) }

    mutating func string() -> [UInt8] {
      let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      skip(4)
      let value = Array(bytes.prefix(length))
      skip(length)
      return value
    }
  }
}
