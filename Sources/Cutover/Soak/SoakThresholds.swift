/// From where on what an agent sees in the soak is a finding.
public struct SoakThresholds: Sendable, Hashable, Codable {
  /// Memory in use, in percent of `maxmemory`.
  public var memoryPercent: UInt64
  /// How far the reverse link may be behind, in bytes.
  public var lagBytes: UInt64
  /// For how many seconds the reverse link may be down: an agent's restart breaks it for a moment.
  public var linkDownSeconds: UInt64
  /// For how many seconds a Redis may give no answer.
  public var silentSeconds: UInt64
  /// How many jobs may fail in the window, whatever their share.
  public var failedJobs: UInt64
  /// Beyond those: how many of a hundred finished jobs may have failed.
  public var failedPercent: UInt64
  /// For how many seconds no count of any queue may change while jobs wait.
  public var stalledSeconds: UInt64
  /// How often workers may be restarted by themselves in the window, in all.
  public var restarts: UInt64

  /// The defaults of the fleet file.
  public init(
    memoryPercent: UInt64 = 90, lagBytes: UInt64 = 64 << 20, linkDownSeconds: UInt64 = 30, silentSeconds: UInt64 = 30,
    failedJobs: UInt64 = 20, failedPercent: UInt64 = 5, stalledSeconds: UInt64 = 300, restarts: UInt64 = 0
  ) {
    self.memoryPercent = memoryPercent
    self.lagBytes = lagBytes
    self.linkDownSeconds = linkDownSeconds
    self.silentSeconds = silentSeconds
    self.failedJobs = failedJobs
    self.failedPercent = failedPercent
    self.stalledSeconds = stalledSeconds
    self.restarts = restarts
  }
}
