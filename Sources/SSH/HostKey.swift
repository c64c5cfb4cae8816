/// A host's public key as the host presents it or as a known_hosts file has it.

import Foundation

/// The public key of a host: its algorithm and its encoded form (RFC 4253, 6.6).
struct HostKey: Equatable {
  /// Algorithm, such as `ssh-ed25519`: the first string of the encoded key.
  let algorithm: String
  /// The encoded key.
  let blob: [UInt8]

  /// Reads the algorithm out of the encoded key; nil if it has none.
  init?(blob: [UInt8]) {
    guard blob.count > 4 else { return nil }
    let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard length > 0, length <= 64, blob.count >= 4 + length else { return nil }
    algorithm = String(decoding: blob[4..<(4 + length)], as: UTF8.self)
    self.blob = blob
  }

  /// Reads a key from the base64 form of known_hosts files.
  init?(base64: String) {
    guard let data = Data(base64Encoded: base64) else { return nil }
    self.init(blob: [UInt8](data))
  }

  /// The encoded key as it stands in known_hosts files.
  var base64: String { Data(blob).base64EncodedString() }

  /// The names of the signature algorithms a session may use with a key of this type, best first.
  static func signatureAlgorithms(_ keyType: String) -> [String] {
    keyType == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [keyType]
  }

  /// The order in which key types are asked for where none is known; the first is also OpenSSH's first.
  static let preference = [
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
  ]

  /// OpenSSH's name of a SHA-256 digest: `SHA256:` and base64 without padding.
  static func fingerprint(digest: [UInt8]) -> String {
    "SHA256:" + Data(digest).base64EncodedString().replacing("=", with: "")
  }
}
