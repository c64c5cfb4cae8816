import Cutover

/// Between agents: be ready to receive the pen in this attempt.
public struct Arm: Verb {
  /// The name on the wire.
  public static let name = VerbName.arm
  /// Which.
  public var attempt: Attempt
  /// The follower that was voted on.
  public var expected: ReceiverExpectation
  /// The Redis that will receive it, on the asked agent's host.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(attempt: Attempt, expected: ReceiverExpectation, redis: RedisReference) {
    self.attempt = attempt
    self.expected = expected
    self.redis = redis
  }

  /// What comes back.
  public typealias Reply = ArmAnswer
}
