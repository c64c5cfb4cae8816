/// A certificate together with its key, as one holder needs them.
public struct IssuedCertificate: Sendable, Equatable {
  /// The certificate as PEM text.
  public let certificatePEM: String
  /// Its private key.
  public let key: PrivateKey

  /// Makes a pair; nothing checks that they belong together.
  public init(certificatePEM: String, key: PrivateKey) {
    self.certificatePEM = certificatePEM
    self.key = key
  }
}
