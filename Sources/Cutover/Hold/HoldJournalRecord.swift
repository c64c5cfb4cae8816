/// What `HoldMachine` makes durable.
public enum HoldJournalRecord: Sendable, Hashable, Codable {
  /// Before anything is changed.
  case prepared(Hold)
  /// Nobody has a live lease any more, since then.
  case abandoned(HoldMoment)
  /// Somebody has again.
  case reclaimed
  /// Nothing is left to put back, or the pen has moved and it belongs to the way back.
  case ended
}
