/// The one error of this module: a certificate, key or their file is not what it must be.
///
/// No part of it ever holds key material.
public struct CertificateError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Sendable, Equatable {
    /// A fleet, host or operator name that cannot stand in a certificate.
    case invalidName
    /// A file could not be read, written or given its mode.
    case file
    /// The key without its certificate, or the certificate without its key.
    case incomplete
    /// A key file that others than its owner may read.
    case exposedKey
    /// Bytes that are no certificate or key, or ones that do not belong together.
    case malformed
    /// The certificate's time is over.
    case expired
    /// OpenSSL failed.
    case library
  }

  /// The kind of failure.
  public let code: Code
  /// What was observed and what was required.
  public let message: String
  /// The lower level's own words (OpenSSL, the operating system), or empty.
  public let cause: String
  /// What the operator does next.
  public let remedy: String

  /// Makes an error; see the properties for the meaning of each part.
  public init(_ code: Code, _ message: String, cause: String = "", remedy: String) {
    self.code = code
    self.message = message
    self.cause = cause
    self.remedy = remedy
  }

  /// One paragraph for logs and terminals: message, cause in brackets, remedy.
  public var description: String {
    let detail = cause.isEmpty ? "" : " (\(cause))"
    return "\(message)\(detail). \(remedy)"
  }
}
