/// How much is still good enough for a yes vote.
public struct GateLimits: Sendable, Hashable, Codable {
  /// How far the follower may be behind, in bytes: the cut waits for equality, this keeps that wait short.
  public let lagBytes: UInt64
  /// Jobs that may still be in `active` before the cut: those that the plan lists as to be run again.
  public let activeJobs: UInt64

  /// By default the follower is within 1 MB and nothing is active.
  public init(lagBytes: UInt64 = 1_000_000, activeJobs: UInt64 = 0) {
    self.lagBytes = lagBytes
    self.activeJobs = activeJobs
  }
}
