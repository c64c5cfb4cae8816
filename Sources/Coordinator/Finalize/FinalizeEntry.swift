import Cutover

/// One line of a finalize's journal.
struct FinalizeEntry: Codable, Hashable, Sendable {
  /// This laptop's clock, in milliseconds since 1970; for people only.
  var milliseconds: Int
  /// Operator and laptop, in the first line.
  var holder: String?
  /// What happened.
  var record: FinalizeRecord
}
