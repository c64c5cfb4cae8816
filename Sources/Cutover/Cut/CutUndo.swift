/// The rest of an undo: the effects that are still to do, the first one under way.
public struct CutUndo: Sendable, Hashable {
  /// Why.
  public let reason: Finding
  /// In this order; the first one is under way.
  public var remaining: [CutEffect]
  /// What could not be done and does not matter to safety.
  public var warnings: [Finding]

  init(reason: Finding, remaining: [CutEffect], warnings: [Finding] = []) {
    self.reason = reason
    self.remaining = remaining
    self.warnings = warnings
  }
}
