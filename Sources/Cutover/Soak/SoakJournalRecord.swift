/// What `SoakMachine` makes durable.
public enum SoakJournalRecord: Sendable, Hashable, Codable {
  /// A window is open; one before it is over with that.
  case began(SoakWindow)
  /// Something was found.
  case found(SoakFinding)
  /// What was seen so far: with the first look, then about thirty times a window.
  case summarized(SoakSummary)
  /// The window has ended, with everything that was seen.
  case ended(SoakEnd, SoakSummary)
}
