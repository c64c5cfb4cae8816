/// The append-only file's state (`INFO persistence`). Until the rewrite after a full sync has ended, a crash of the
/// follower loads an empty file (redis-bullmq.md, P2).
public struct AppendOnlyEvidence: Sendable, Hashable, Codable {
  /// `aof_enabled:1`.
  public var enabled: Bool
  /// `aof_rewrite_in_progress:1`.
  public var rewriteInProgress: Bool
  /// `aof_rewrite_scheduled:1`.
  public var rewriteScheduled: Bool
  /// `aof_last_bgrewrite_status:ok`.
  public var lastRewriteOK: Bool
  /// `aof_last_write_status:ok`.
  public var lastWriteOK: Bool

  /// As read from one `INFO persistence`.
  public init(
    enabled: Bool, rewriteInProgress: Bool, rewriteScheduled: Bool, lastRewriteOK: Bool, lastWriteOK: Bool
  ) {
    self.enabled = enabled
    self.rewriteInProgress = rewriteInProgress
    self.rewriteScheduled = rewriteScheduled
    self.lastRewriteOK = lastRewriteOK
    self.lastWriteOK = lastWriteOK
  }
}
