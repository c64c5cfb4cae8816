/// The message after which the pen may have moved: the holder's agent to the receiver's. It outlives its sender.
public struct PromoteOrder: Sendable, Hashable, Codable {
  /// The attempt that the receiver must still be armed for.
  public let attempt: Attempt
  /// `run_id` that the receiver's Redis must still have.
  public let identity: RedisIdentity
  /// Where the receiver's Redis must stand: the fenced holder's position.
  public let position: ReplicationPosition

  /// As the cut sends it.
  public init(attempt: Attempt, identity: RedisIdentity, position: ReplicationPosition) {
    self.attempt = attempt
    self.identity = identity
    self.position = position
  }
}
