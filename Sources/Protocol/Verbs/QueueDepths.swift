import Cutover

/// Asks how deep each queue of one Redis is.
public struct QueueDepths: Verb {
  /// The name on the wire.
  public static let name = VerbName.queueDepths
  /// Which Redis.
  public var redis: RedisReference
  /// BullMQ's key prefix.
  public var prefix: String
  /// Which queues; none: all that a search finds.
  public var queues: [String]?

  /// Makes one from its fields.
  public init(redis: RedisReference, prefix: String = "bull", queues: [String]? = nil) {
    self.redis = redis
    self.prefix = prefix
    self.queues = queues
  }

  /// The depths, and whether all queues were found.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry a queue, by name.
    public var queues: [QueueDepth]
    /// False when the search for queues was cut short by its bound.
    public var complete: Bool

    /// Makes one from its fields.
    public init(queues: [QueueDepth], complete: Bool) {
      self.queues = queues
      self.complete = complete
    }
  }
}
