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

  /// Why a death of this Redis could lose something, each with what is required instead; none when it could not.
  public var findings: [Finding] {
    let wait = "wait for it to end"
    let all: [(holds: Bool, finding: Finding)] = [
      (enabled, Finding(observed: "aof_enabled:0", required: "1", next: "set appendonly yes")),
      (!rewriteInProgress, Finding(observed: "aof_rewrite_in_progress:1", required: "0", next: wait)),
      (!rewriteScheduled, Finding(observed: "aof_rewrite_scheduled:1", required: "0", next: wait)),
      (lastRewriteOK, Finding(observed: "aof_last_bgrewrite_status:err", required: "ok", next: "look at the disk")),
      (lastWriteOK, Finding(observed: "aof_last_write_status:err", required: "ok", next: "look at the disk")),
    ]
    return all.filter { !$0.holds }.map(\.finding)
  }
}
