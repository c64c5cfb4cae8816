/// How an attempt ended, or stands.
public enum CutResult: Sendable, Hashable, Codable {
  /// The receiver's Redis holds the pen.
  case passed(CutDetails)
  /// The holder holds the pen again, and no promotion of this attempt is possible. Its Redis accepts writes, unless it
  /// was restarted inside the cut: then a warning says so, and it does after the checks of a restart.
  case undone(Finding, warnings: [Finding])
  /// Still read-only on both sides: this agent must be reached. Not an end: the agent keeps asking.
  case undetermined(mustReach: HostID)
}
