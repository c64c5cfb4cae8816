import Cutover
import NIOCore
import Protocol

/// What a verb's handler knows of the request beside its fields.
struct RequestContext<V: Verb>: Sendable {
  /// Who asks, by the certificate.
  let peer: PeerIdentity
  /// The request's header.
  let header: RequestHeader
  /// Sends one progress message; dropped when the asker has gone.
  let progress: @Sendable (V.Progress) -> Void
}
