import Protocol
import Synchronization

/// Why a connection ended, for calls that come after: with TLS 1.3 an agent refuses our certificate when we already think
/// that we are in, and that reason must reach whoever asks next.
final class ConnectionEnd: Sendable {
  private let first = Mutex<ProtocolError?>(nil)

  /// The first reason; none while the connection stands.
  var reason: ProtocolError? { first.withLock { $0 } }

  /// Notes a reason. The first one counts: what follows it is its consequence.
  func note(_ reason: ProtocolError) {
    first.withLock { first in
      if first == nil { first = reason }
    }
  }
}
