import Cutover

/// Has the agent take the pen for its Redis, with whatever that has, since the one that holds it is off for good: an
/// operator has typed so (safety.md, trap 20). The epoch of the envelope becomes the pen's; a holder that returns has a
/// lower one, and yields.
public struct TakePen: Verb {
  /// The name on the wire.
  public static let name = VerbName.takePen
  /// This host's Redis.
  public var redis: RedisReference
  /// Whose host is lost. An agent there that still answers makes the order void.
  public var lost: HostID

  /// Makes one from its fields.
  public init(redis: RedisReference, lost: HostID) {
    self.redis = redis
    self.lost = lost
  }

  /// That it serves.
  public struct Reply: Codable, Hashable, Sendable {
    /// How far its data was.
    public var position: ReplicationPosition

    /// Makes one from its fields.
    public init(position: ReplicationPosition) {
      self.position = position
    }
  }
}
