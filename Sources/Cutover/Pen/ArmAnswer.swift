/// Answer of the receiver's agent to `arm`.
public enum ArmAnswer: Sendable, Hashable, Codable {
  /// ARMED is durable.
  case armed(Attempt)
  /// Nothing was recorded.
  case refused(Finding)
}
