/// Something that a run could not put back.
public struct UndoFailure: Sendable, Hashable, Codable {
  /// The undo step that failed.
  public let step: Step
  /// Why.
  public let finding: Finding

  /// As reported.
  public init(step: Step, finding: Finding) {
    self.step = step
    self.finding = finding
  }
}
