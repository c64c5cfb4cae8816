import Cutover

/// Asks how many jobs queues of one Redis were ever given: one GET a queue, no search.
public struct QueueCounters: Verb {
  /// The name on the wire.
  public static let name = VerbName.queueCounters
  /// More queues than this are not asked about at once.
  public static let maximumQueues = 1000
  /// Which Redis.
  public var redis: RedisReference
  /// BullMQ's key prefix.
  public var prefix: String
  /// Which queues.
  public var queues: [String]

  /// Makes one from its fields.
  public init(redis: RedisReference, prefix: String = "bull", queues: [String]) {
    self.redis = redis
    self.prefix = prefix
    self.queues = queues
  }

  /// The counts.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry a queue, in the order asked.
    public var counters: [QueueCounter]

    /// Makes one from its fields.
    public init(counters: [QueueCounter]) {
      self.counters = counters
    }
  }
}
