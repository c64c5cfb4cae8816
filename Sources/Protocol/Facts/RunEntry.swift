import Cutover

/// One line of a run's journal: what the run's machine made durable, when, and who led it then.
public struct RunEntry: Codable, Hashable, Sendable {
  /// The leading laptop's clock, in milliseconds since 1970; for people only.
  public var milliseconds: Int
  /// Operator and laptop, where somebody takes the lead: the run's beginning and each resumption.
  public var holder: String?
  /// What happened.
  public var record: RunRecord

  /// Makes one from its fields.
  public init(milliseconds: Int, holder: String? = nil, record: RunRecord) {
    self.milliseconds = milliseconds
    self.holder = holder
    self.record = record
  }
}
