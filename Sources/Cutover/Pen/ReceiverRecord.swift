/// The receiving agent's durable word on the latest attempt that it heard of. Every earlier attempt is impossible.
public enum ReceiverRecord: Sendable, Hashable, Codable {
  /// A promotion of exactly this attempt, with the follower exactly as expected, is possible. Exits: `.promoted`,
  /// `.barred`, or a later `.armed`.
  case armed(Attempt, expected: ReceiverExpectation)
  /// No promotion of this attempt is possible any more. Exits: a later `.armed` or `.barred`.
  case barred(Attempt)
  /// The commit point: this agent's Redis holds the pen, whether or not it has been told. Exits: a later `.armed` or
  /// `.barred`, after this agent has itself handed the pen on.
  case promoted(Attempt)

  /// The attempt that it speaks of.
  public var attempt: Attempt {
    switch self {
    case .armed(let attempt, _), .barred(let attempt), .promoted(let attempt): attempt
    }
  }
}

extension ReceiverRecord: CustomStringConvertible {
  /// As status shows it.
  public var description: String {
    switch self {
    case .armed(let attempt, _): "ARMED (\(attempt))"
    case .barred(let attempt): "BARRED (\(attempt))"
    case .promoted(let attempt): "PROMOTED (\(attempt))"
    }
  }
}
