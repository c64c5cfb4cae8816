/// What was seen in a window: first, last and extremes, never every sample, so that it stays small however long the window
/// is.
public struct SoakSummary: Sendable, Hashable, Codable {
  /// How many looks there were.
  public var samples: UInt64 = 0
  /// How many of them got no answer of the Redis.
  public var silent: UInt64 = 0
  /// The first answer of the Redis.
  public var first: SoakRedisSample?
  /// The last one.
  public var last: SoakRedisSample?
  /// When the last look was: seconds since 1970.
  public var lastAt: UInt64?
  /// Keys evicted in the window.
  public var evicted: UInt64 = 0
  /// The most memory in use, in bytes.
  public var highestMemory: UInt64 = 0
  /// The largest lag of the reverse link, in bytes; none when none was seen.
  public var highestLag: UInt64?
  /// The most and the fewest jobs that were pending; none when none were counted.
  public var highestPending: UInt64?
  /// The fewest.
  public var lowestPending: UInt64?
  /// Jobs done in the window, as far as they are kept.
  public var completed: UInt64 = 0
  /// Jobs failed in the window, as far as they are kept.
  public var failed: UInt64 = 0
  /// Writes refused in the window: of a follower, somebody still writes to the old Redis.
  public var refusedWrites: UInt64 = 0
  /// How often workers were restarted by themselves in the window.
  public var restarts: UInt64 = 0
  /// The workers as they were seen last.
  public var workers: [SoakWorkerSample] = []
  /// Since when the Redis gives no answer; none while it does.
  public var silentSince: UInt64?
  /// Since when the link is down; none while it is up.
  public var downSince: UInt64?
  /// Since when no count of any queue has changed.
  public var unchangedSince: UInt64?

  /// Nothing was seen yet.
  public init() {}

  /// Takes one look in.
  public mutating func add(_ sample: SoakSample) {
    samples += 1
    lastAt = sample.at
    if let workers = sample.workers { count(workers) }
    guard let redis = sample.redis else {
      guard sample.silence != nil else { return }
      silent += 1
      silentSince = silentSince ?? sample.at
      return
    }
    silentSince = nil
    count(redis, at: sample.at)
    first = first ?? redis
    last = redis
  }

  private mutating func count(_ redis: SoakRedisSample, at: UInt64) {
    // The counters of a server that was restarted begin at 0 again.
    let isSameLife = last.map { $0.runID == redis.runID } ?? true
    let before = last ?? redis
    evicted += Self.growth(from: isSameLife ? before.evictedKeys : 0, to: redis.evictedKeys)
    refusedWrites += Self.growth(from: isSameLife ? before.refusedWrites : 0, to: redis.refusedWrites)
    highestMemory = max(highestMemory, redis.usedMemory)
    if let lag = redis.lagBytes { highestLag = max(highestLag ?? 0, lag) }
    downSince = redis.linkUp == false ? downSince ?? at : nil
    guard let jobs = redis.jobs else { return }
    highestPending = max(highestPending ?? 0, jobs.pending)
    lowestPending = min(lowestPending ?? jobs.pending, jobs.pending)
    // Kept jobs are trimmed by their queue's own rules: what is gone was counted when it came.
    completed += Self.growth(from: (before.jobs ?? jobs).completed, to: jobs.completed)
    failed += Self.growth(from: (before.jobs ?? jobs).failed, to: jobs.failed)
    unchangedSince = before.jobs == jobs ? unchangedSince ?? at : at
  }

  private mutating func count(_ seen: [SoakWorkerSample]) {
    for worker in seen {
      guard let before = workers.first(where: { $0.identifier == worker.identifier }) else { continue }
      restarts += Self.growth(from: before.restarts, to: worker.restarts)
    }
    workers = seen
  }

  private static func growth(from before: UInt64, to now: UInt64) -> UInt64 { now > before ? now - before : 0 }
}
