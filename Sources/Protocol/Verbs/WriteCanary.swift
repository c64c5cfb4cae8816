/// Has the agent beside the Redis that holds the pen write a key and read it back. The key is no part of a queue: no
/// worker and no dashboard sees it, and it is gone after a minute.
public struct WriteCanary: Verb {
  /// The name on the wire.
  public static let name = VerbName.writeCanary
  /// How long the key lives, in seconds.
  public static let seconds = 60
  /// Which Redis.
  public var redis: RedisReference
  /// BullMQ's key prefix.
  public var prefix: String

  /// Makes one from its fields.
  public init(redis: RedisReference, prefix: String = "bull") {
    self.redis = redis
    self.prefix = prefix
  }

  /// That it was written and read.
  public struct Reply: Codable, Hashable, Sendable {
    /// The key.
    public var key: String
    /// How long both took.
    public var microseconds: Int

    /// Makes one from its fields.
    public init(key: String, microseconds: Int) {
      self.key = key
      self.microseconds = microseconds
    }
  }
}
