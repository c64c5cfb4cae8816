/// The receiver's Redis as its own agent just read it: compared with the order when it is told to promote.
public struct FollowerObservation: Sendable, Hashable, Codable {
  /// `role`.
  public let role: RedisRole
  /// `run_id`.
  public let identity: RedisIdentity
  /// `master_replid` and `slave_repl_offset`.
  public let position: ReplicationPosition
  /// `replica-read-only yes`.
  public let replicaReadOnly: Bool
  /// Docker would start this Redis again by itself: it must not, from the lease to `finalize` (safety.md, trap 9 and 10).
  public let restartsByItself: Bool

  /// As read in one pass (the restart policy may be the one read back when the receiver was armed).
  public init(
    role: RedisRole, identity: RedisIdentity, position: ReplicationPosition, replicaReadOnly: Bool,
    restartsByItself: Bool
  ) {
    self.role = role
    self.identity = identity
    self.position = position
    self.replicaReadOnly = replicaReadOnly
    self.restartsByItself = restartsByItself
  }
}
