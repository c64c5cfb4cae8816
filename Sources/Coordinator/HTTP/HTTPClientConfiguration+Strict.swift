import AsyncHTTPClient
import NIOCore
import NIOSSL

extension HTTPClient.Configuration {
  /// For requests that may carry a secret, or do something: the certificate is checked, no redirect is followed, and nothing
  /// is sent twice by itself, since only the caller knows what a repeated request would do.
  /// - Parameter timeout: the longest time to connect, and between two parts of an answer.
  static func strict(timeout: Duration) -> Self {
    let limit = TimeAmount(timeout)
    var configuration = Self(
      certificateVerification: .fullVerification, redirectConfiguration: .disallow,
      timeout: .init(connect: limit, read: limit))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }
}
