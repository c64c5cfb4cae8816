import NIOSSL
import Protocol

/// The certificate, key and authority that one side of a connection shows and trusts. TLS 1.3 only, both sides
/// authenticated, no authority but the fleet's own (design, "Security").
public struct TLSIdentity: Sendable {
  private var authorities: [NIOSSLCertificate]
  private let chain: [NIOSSLCertificate]
  private let key: NIOSSLPrivateKey

  /// Reads PEM texts.
  /// - Parameters:
  ///   - authorityPEM: the certificates of the fleet's authorities; several while one replaces another.
  ///   - certificatePEM: our certificate.
  ///   - keyPEM: our key.
  /// - Throws: ``ProtocolError`` with `identityRefused` when one of them cannot be read.
  public init(authorityPEM: [UInt8], certificatePEM: [UInt8], keyPEM: [UInt8]) throws(ProtocolError) {
    do {
      self.authorities = try NIOSSLCertificate.fromPEMBytes(authorityPEM)
      self.chain = try NIOSSLCertificate.fromPEMBytes(certificatePEM)
      self.key = try NIOSSLPrivateKey(bytes: keyPEM, format: .pem)
    } catch {
      throw ProtocolError(
        .identityRefused, "our own certificate, its key or the fleet's authority cannot be read",
        next: "run `coordinator bootstrap` again: it makes what is missing", cause: "\(error)")
    }
  }

  /// The same certificate and key, trusting further authorities.
  /// - Throws: ``ProtocolError`` with `identityRefused` when a text is no certificate.
  public func trusting(_ authorityPEM: [UInt8]) throws(ProtocolError) -> TLSIdentity {
    do {
      var identity = self
      identity.authorities += try NIOSSLCertificate.fromPEMBytes(authorityPEM)
      return identity
    } catch {
      throw ProtocolError(.identityRefused, "a trusted authority's certificate cannot be read", cause: "\(error)")
    }
  }

  /// The keys of the authorities that it trusts.
  public var authorityKeys: Set<[UInt8]> { Set(authorities.compactMap(\.subjectKey)) }

  /// Who our own certificate says that we are.
  public var peerIdentity: PeerIdentity? { chain.first?.peerIdentity }

  /// The settings of the side that listens: a client without a certificate of this fleet does not get in.
  public func serverContext() throws(ProtocolError) -> NIOSSLContext {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.trustRoots = .certificates(authorities)
    // The name in a client's certificate is a role, not a host name; the agent judges it after the handshake.
    configuration.certificateVerification = .noHostnameVerification
    configuration.minimumTLSVersion = .tlsv13
    return try Self.context(configuration)
  }

  /// The settings of the side that dials: the listener's certificate must carry the address dialled.
  public func clientContext() throws(ProtocolError) -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateChain = chain.map { .certificate($0) }
    configuration.privateKey = .privateKey(key)
    configuration.trustRoots = .certificates(authorities)
    configuration.certificateVerification = .fullVerification
    configuration.minimumTLSVersion = .tlsv13
    return try Self.context(configuration)
  }

  private static func context(_ configuration: TLSConfiguration) throws(ProtocolError) -> NIOSSLContext {
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw ProtocolError(
        .identityRefused, "our certificate and our key do not belong together",
        next: "run `coordinator bootstrap` again: it makes what is missing", cause: "\(error)")
    }
  }
}
