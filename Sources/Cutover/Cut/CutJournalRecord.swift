/// What `CutMachine` makes durable, beside the pen records of `PenMachine`.
public enum CutJournalRecord: Sendable, Hashable, Codable {
  /// Before anything is changed.
  case began(CutPlan)
  /// The cut is being taken back, for this reason.
  case undoing(Attempt, Finding)
  /// The holder's Redis was restarted inside the cut: it is left to the checks of a restart, and so is its policy.
  case holderLeft(Attempt, Finding)
  /// The end.
  case ended(Attempt, CutResult)
}
