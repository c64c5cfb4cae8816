/// Asks whether the ids that wait in the queues have their jobs: on a server that has evicted keys they may not
/// (redis-bullmq.md, "Five facts").
public struct AuditQueues: Verb {
  /// The name on the wire.
  public static let name = VerbName.auditQueues
  /// Which Redis.
  public var redis: RedisReference
  /// BullMQ's key prefix.
  public var prefix: String
  /// How many ids of a queue are looked at, at most; of a longer one so many at even distances.
  public var sample: Int

  /// Makes one from its fields.
  public init(redis: RedisReference, prefix: String = "bull", sample: Int = 2000) {
    self.redis = redis
    self.prefix = prefix
    self.sample = sample
  }

  /// What was found of one queue.
  public struct Audit: Codable, Hashable, Sendable {
    /// The queue.
    public var queue: String
    /// Ids in its `wait` list.
    public var waiting: Int
    /// Ids looked at.
    public var sampled: Int
    /// Of those, how many have no job.
    public var dangling: Int
    /// For how many seconds the longest of the jobs at work has been worked on, of the first hundred; none without one.
    public var longestJobSeconds: Int?

    /// Makes one from its fields.
    public init(queue: String, waiting: Int, sampled: Int, dangling: Int, longestJobSeconds: Int? = nil) {
      self.queue = queue
      self.waiting = waiting
      self.sampled = sampled
      self.dangling = dangling
      self.longestJobSeconds = longestJobSeconds
    }
  }

  /// What was found.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry a queue.
    public var audits: [Audit]
    /// False when the search for queues was cut short by its bound.
    public var complete: Bool

    /// Makes one from its fields.
    public init(audits: [Audit], complete: Bool) {
      self.audits = audits
      self.complete = complete
    }
  }
}
