/// The one follower that an attempt may promote: this life of its Redis, on this history of writes.
public struct ReceiverExpectation: Sendable, Hashable, Codable {
  /// `run_id` of the receiver's Redis, as it stood in the last vote.
  public let identity: RedisIdentity
  /// `master_replid` of the history that it follows.
  public let replicationID: String

  /// As taken from the follower's ballot.
  public init(identity: RedisIdentity, replicationID: String) {
    self.identity = identity
    self.replicationID = replicationID
  }
}
