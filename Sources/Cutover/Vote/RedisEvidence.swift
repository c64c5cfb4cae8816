/// What an agent saw of its own Redis when it was asked to vote.
public struct RedisEvidence: Sendable, Hashable, Codable {
  /// `role`.
  public var role: RedisRole
  /// `run_id`.
  public var identity: RedisIdentity
  /// Own replication id and offset.
  public var position: ReplicationPosition
  /// `master_link_status:up`; true for a master whose follower is online.
  public var linkUp: Bool
  /// `master_sync_in_progress:1`.
  public var syncInProgress: Bool
  /// `loading:1`.
  public var loading: Bool
  /// How far the follower is behind, in bytes; nil where it is unknown.
  public var lagBytes: UInt64?
  /// `replica-read-only yes`: with `no` a fence is void (safety.md, trap 6).
  public var replicaReadOnly: Bool
  /// The append-only file's state.
  public var appendOnly: AppendOnlyEvidence
  /// Jobs in `active` over all queues.
  public var activeJobs: UInt64

  /// As read in one pass.
  public init(
    role: RedisRole, identity: RedisIdentity, position: ReplicationPosition, linkUp: Bool, syncInProgress: Bool,
    loading: Bool, lagBytes: UInt64?, replicaReadOnly: Bool, appendOnly: AppendOnlyEvidence, activeJobs: UInt64
  ) {
    self.role = role
    self.identity = identity
    self.position = position
    self.linkUp = linkUp
    self.syncInProgress = syncInProgress
    self.loading = loading
    self.lagBytes = lagBytes
    self.replicaReadOnly = replicaReadOnly
    self.appendOnly = appendOnly
    self.activeJobs = activeJobs
  }
}
