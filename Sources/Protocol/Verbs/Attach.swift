import Cutover

/// Makes the Redis beside this agent follow the one beside another agent, through the relay.
public struct Attach: Verb {
  /// The name on the wire.
  public static let name = VerbName.attach
  /// The one that follows, on this host.
  public var follower: RedisReference
  /// The host of the one that leads.
  public var leaderHost: HostID
  /// The one that leads, on that host.
  public var leader: RedisReference
  /// Whether a full copy may replace what the follower has: never for an old Redis (`safety.md`, trap 4).
  public var fullCopy: Bool

  /// How long it follows without a live lease before the pen has moved (`policy.hold`); without it, until an order ends it.
  public var holdSeconds: Int?

  /// Makes one from its fields.
  public init(
    follower: RedisReference, leaderHost: HostID, leader: RedisReference, fullCopy: Bool, holdSeconds: Int? = nil
  ) {
    self.follower = follower
    self.leaderHost = leaderHost
    self.leader = leader
    self.fullCopy = fullCopy
    self.holdSeconds = holdSeconds
  }

  /// Where the relay's plain end is.
  public struct Reply: Codable, Hashable, Sendable {
    /// `address:port` on the gateway of the follower's network.
    public var relay: String

    /// Makes one from its fields.
    public init(relay: String) {
      self.relay = relay
    }
  }
}
