/// How an attempt ended, or stands.
public enum CutResult: Sendable, Hashable, Codable {
  /// The receiver's Redis holds the pen.
  case passed(CutDetails)
  /// The holder's Redis accepts writes again, and no promotion of this attempt is possible.
  case undone(Finding, warnings: [Finding])
  /// Still read-only on both sides: this agent must be reached. Not an end: the agent keeps asking.
  case undetermined(mustReach: HostID)
}
