/// What is known of the receiver when it must be decided who un-fences.
public enum ReceiverStanding: Sendable, Hashable, Codable, CaseIterable {
  /// It never heard of this attempt.
  case none
  /// ARMED for this attempt: a promotion is possible.
  case armed
  /// BARRED for this attempt: no promotion is possible.
  case barred
  /// PROMOTED by this attempt, or it holds the pen otherwise.
  case promoted
  /// It does not answer, or has lost its journal.
  case unreachable
}
