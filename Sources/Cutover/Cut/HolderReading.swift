/// The holder's Redis, read by its agent right after the fence, on the same connection.
public struct HolderReading: Sendable, Hashable, Codable {
  /// `run_id`.
  public let identity: RedisIdentity
  /// Replication id and offset after the fence.
  public let position: ReplicationPosition
  /// A harmless write (`DEL` of a missing key) answered READONLY.
  public let refusedWrite: Bool
  /// Jobs by queue, sorted by name.
  public let depths: [QueueDepth]

  /// As read in one pipeline.
  public init(
    identity: RedisIdentity, position: ReplicationPosition, refusedWrite: Bool, depths: [QueueDepth]
  ) {
    self.identity = identity
    self.position = position
    self.refusedWrite = refusedWrite
    self.depths = depths
  }
}
