/// What one look saw of a Redis.
public struct SoakRedisSample: Sendable, Hashable, Codable {
  /// The server's run id: another one after a restart.
  public var runID: String?
  /// `evicted_keys`, since the server's start.
  public var evictedKeys: UInt64
  /// `used_memory`, in bytes.
  public var usedMemory: UInt64
  /// `maxmemory`, in bytes; 0 is no limit.
  public var maximumMemory: UInt64
  /// Of the one that holds the pen: by how much the follower's last acknowledgement is behind, in bytes; none without a
  /// follower.
  public var lagBytes: UInt64?
  /// Of a follower: whether its link is up; none of the one that holds the pen.
  public var linkUp: Bool?
  /// Of a follower: why it cannot go on following without a full copy; none while it could.
  public var linkLost: String?
  /// Writes refused with READONLY, since the counters' start: of a follower, somebody still writes to the old Redis.
  public var refusedWrites: UInt64
  /// The counts of all queues together; none where they were not read.
  public var jobs: SoakJobs?

  /// As INFO and the queues say it.
  public init(
    runID: String? = nil, evictedKeys: UInt64 = 0, usedMemory: UInt64 = 0, maximumMemory: UInt64 = 0,
    lagBytes: UInt64? = nil, linkUp: Bool? = nil, linkLost: String? = nil, refusedWrites: UInt64 = 0,
    jobs: SoakJobs? = nil
  ) {
    self.runID = runID
    self.evictedKeys = evictedKeys
    self.usedMemory = usedMemory
    self.maximumMemory = maximumMemory
    self.lagBytes = lagBytes
    self.linkUp = linkUp
    self.linkLost = linkLost
    self.refusedWrites = refusedWrites
    self.jobs = jobs
  }
}
