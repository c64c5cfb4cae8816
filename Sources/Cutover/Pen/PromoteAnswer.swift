/// Answer of the receiver's agent to `promote`.
public enum PromoteAnswer: Sendable, Hashable, Codable {
  /// PROMOTED is durable, and the Redis has been told.
  case promoted(Attempt)
  /// Not by this message. It is no bar: another copy of the message may still arrive.
  case refused(Finding)
}
