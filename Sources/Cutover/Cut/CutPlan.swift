/// What one attempt needs to know before it begins; journaled, so that a crashed cut can be recovered.
public struct CutPlan: Sendable, Hashable, Codable {
  /// The attempt.
  public let attempt: Attempt
  /// Whose Redis holds the pen.
  public let holder: HostID
  /// Whose Redis receives it.
  public let receiver: HostID
  /// `run_id` of the holder's Redis, as in its last ballot.
  public let holderIdentity: RedisIdentity
  /// The follower, as in its last ballot.
  public let expected: ReceiverExpectation

  /// From the plan of the run and the ballots of the last vote.
  public init(
    attempt: Attempt, holder: HostID, receiver: HostID, holderIdentity: RedisIdentity, expected: ReceiverExpectation
  ) {
    self.attempt = attempt
    self.holder = holder
    self.receiver = receiver
    self.holderIdentity = holderIdentity
    self.expected = expected
  }
}
