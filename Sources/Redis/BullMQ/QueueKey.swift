/// A key of BullMQ that belongs to a queue as a whole: `<prefix>:<queue>:<suffix>`. Split at the last colon, since
/// older versions allowed colons in queue names; the prefix may have some too (redis-bullmq.md, Queue depth).
public struct QueueKey: Hashable, Sendable, CustomStringConvertible {
  /// What BullMQ keeps under such a key (BullMQ `src/classes/queue-keys.ts`).
  public enum Suffix: String, Hashable, Sendable, CaseIterable {
    /// A list: jobs that wait.
    case wait
    /// A list: jobs being worked on.
    case active
    /// A list: jobs that wait while the queue is paused.
    case paused
    /// A sorted set: jobs for later.
    case delayed
    /// A sorted set: jobs with a priority (v4).
    case prioritized
    /// A sorted set: parents of unfinished jobs.
    case waitingChildren = "waiting-children"
    /// A sorted set: done jobs.
    case completed
    /// A sorted set: failed jobs.
    case failed
    /// A hash: the queue's settings and version.
    case meta
    /// A string: the last job id.
    case id

    /// The Redis type of such a key, as TYPE and SCAN name it.
    public var redisType: String {
      switch self {
      case .wait, .active, .paused: "list"
      case .delayed, .prioritized, .waitingChildren, .completed, .failed: "zset"
      case .meta: "hash"
      case .id: "string"
      }
    }
  }

  /// BullMQ's default prefix.
  public static let defaultPrefix = "bull"

  /// What all keys of the installation begin with.
  public let prefix: String
  /// The queue's name.
  public let queue: String
  /// What the key holds.
  public let suffix: Suffix

  /// Names a key.
  public init(prefix: String = QueueKey.defaultPrefix, queue: String, suffix: Suffix) {
    self.prefix = prefix
    self.queue = queue
    self.suffix = suffix
  }

  /// Reads a key; `nil` if it has another prefix, no queue, or does not end as a queue's key does, as a job's.
  public init?(_ key: String, prefix: String = QueueKey.defaultPrefix) {
    guard key.hasPrefix(prefix + ":") else { return nil }
    let rest = key.dropFirst(prefix.count + 1)
    guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex,
      let suffix = Suffix(rawValue: String(rest[rest.index(after: colon)...]))
    else { return nil }
    self.init(prefix: prefix, queue: String(rest[..<colon]), suffix: suffix)
  }

  /// The key in Redis.
  public var description: String { "\(prefix):\(queue):\(suffix.rawValue)" }
}
