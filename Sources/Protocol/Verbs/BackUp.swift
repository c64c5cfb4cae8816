import Cutover

/// Takes a snapshot of a Redis that does not hold the pen, and copies it off its container into the agent's own state
/// directory, where nothing that a run does can touch it.
public struct BackUp: Verb {
  /// The name on the wire.
  public static let name = VerbName.backUp
  /// Which Redis.
  public var redis: RedisReference
  /// BullMQ's key prefix.
  public var prefix: String
  /// Whose jobs are counted; none: all queues that a search finds.
  public var queues: [String]?
  /// What the file is called after the run's id: letters, digits and `-`.
  public var label: String

  /// Makes one from its fields.
  public init(redis: RedisReference, prefix: String = "bull", queues: [String]? = nil, label: String) {
    self.redis = redis
    self.prefix = prefix
    self.queues = queues
    self.label = label
  }

  /// The file, and what was in the Redis when it was taken.
  public typealias Reply = BackUpFacts
}
