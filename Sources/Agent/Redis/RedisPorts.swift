import Protocol
import Synchronization

/// The ports at which Redis servers of this host answer now, where that is not the port of their name: a stand-in has it.
/// Everything that speaks to such a Redis looks here, or it would speak to the new one through the stand-in.
final class RedisPorts: Sendable {
  private let moved = Mutex<[String: Int]>([:])

  /// Where a Redis answers inside its container.
  func port(of redis: RedisReference) -> Int { moved.withLock { $0[redis.container] } ?? redis.port }

  /// The port that a container's Redis has moved to; `nil` where it is at its own.
  func moved(_ container: String) -> Int? { moved.withLock { $0[container] } }

  /// Notes where a container's Redis answers; `nil` for its own port.
  func set(_ port: Int?, of container: String) { moved.withLock { $0[container] = port } }
}
