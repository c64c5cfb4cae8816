import Cutover

/// Removes the stand-in of a Redis, and gives that Redis its port back.
public struct EndStandIn: Verb {
  /// The name on the wire.
  public static let name = VerbName.endStandIn
  /// The old Redis, with the port of its name.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(redis: RedisReference) {
    self.redis = redis
  }

  /// What comes back.
  public struct Reply: Codable, Hashable, Sendable {
    /// Whether there was one.
    public var ended: Bool

    /// Makes one from its fields.
    public init(ended: Bool) {
      self.ended = ended
    }
  }
}
