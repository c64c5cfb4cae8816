import NIOSSL

/// The key identifiers by which a certificate names its authority and itself (RFC 5280, 4.2.1.1 and 4.2.1.2). The
/// fleet's authorities write both, and a handshake has compared them already; here they tell which authority it was.
extension NIOSSLCertificate {
  /// The identifier of the key that signed it; `nil` where it names none.
  public var authorityKey: [UInt8]? {
    keyIdentifier(after: [0x06, 0x03, 0x55, 0x1D, 0x23], header: [0x04, 0x18, 0x30, 0x16, 0x80, 0x14])
  }

  /// The identifier of its own key; `nil` where it names none.
  public var subjectKey: [UInt8]? {
    keyIdentifier(after: [0x06, 0x03, 0x55, 0x1D, 0x0E], header: [0x04, 0x16, 0x04, 0x14])
  }

  /// The 20 bytes (SHA-1 of a key) behind an extension's object identifier and its headers.
  private func keyIdentifier(after identifier: [UInt8], header: [UInt8]) -> [UInt8]? {
    let (pattern, length) = (identifier + header, 20)
    guard let bytes = try? toDERBytes(), bytes.count >= pattern.count + length else { return nil }
    let found = (0...(bytes.count - pattern.count - length)).first { bytes[$0...].starts(with: pattern) }
    return found.map { Array(bytes[($0 + pattern.count)...].prefix(length)) }
  }
}
