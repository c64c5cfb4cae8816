import Cutover
import Protocol

/// Which Redis of this host follows which, and where the relay's plain end is: kept in the journal, so that the link
/// outlives the agent's own restart.
struct ReplicationLink: Codable, Hashable, Sendable {
  /// The one that follows, on this host.
  let follower: RedisReference
  /// The host of the one that leads.
  let leaderHost: HostID
  /// The one that leads, on that host.
  let leader: RedisReference
  /// Whether a full copy may replace what the follower has.
  let fullCopy: Bool
  /// The address of the plain end: the gateway of the follower's network.
  let address: String
  /// Its port.
  let port: Int
}
