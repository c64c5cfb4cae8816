/// The receiver's Redis, read by its agent after the holder was fenced.
public struct ReceiverReading: Sendable, Hashable, Codable {
  /// `role`.
  public let role: RedisRole
  /// `run_id`.
  public let identity: RedisIdentity
  /// `master_replid` and `slave_repl_offset`.
  public let position: ReplicationPosition
  /// `master_link_status:up`.
  public let linkUp: Bool
  /// `replica-read-only yes`.
  public let replicaReadOnly: Bool
  /// Whether what it has would survive its death.
  public let appendOnly: AppendOnlyEvidence
  /// Jobs by queue, sorted by name.
  public let depths: [QueueDepth]

  /// As read in one pipeline.
  public init(
    role: RedisRole, identity: RedisIdentity, position: ReplicationPosition, linkUp: Bool, replicaReadOnly: Bool,
    appendOnly: AppendOnlyEvidence, depths: [QueueDepth]
  ) {
    self.role = role
    self.identity = identity
    self.position = position
    self.linkUp = linkUp
    self.replicaReadOnly = replicaReadOnly
    self.appendOnly = appendOnly
    self.depths = depths
  }
}
