import NIOSSL
import Protocol

extension NIOSSLCertificate {
  /// Who a certificate is for, by its `cutover://` URI name; `nil` when it has none or more than one.
  ///
  /// NIOSSL 2.37 offers the names only by this underscored, public method; its use stays in this one place.
  public var peerIdentity: PeerIdentity? {
    var found: [PeerIdentity] = []
    for name in self._subjectAlternativeNames() where name.nameType == .uri {
      let text = name.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      if let identity = PeerIdentity(uri: text) { found.append(identity) }
    }
    return found.count == 1 ? found.first : nil
  }
}
