/// What a finalize makes durable, in order.
public enum FinalizeRecord: Sendable, Hashable, Codable {
  /// The plan.
  case begun(FinalizePlan)
  /// A step is about to be done.
  case stepBegun(FinalizeStep)
  /// It is done: what was seen.
  case stepFinished(FinalizeStep, observed: String)
  /// It failed.
  case stepFailed(FinalizeStep, Finding)
  /// The end.
  case ended(FinalizeOutcome)
}
