/// What a finalize hears.
public enum FinalizeEvent: Sendable, Hashable {
  /// The operator has said yes.
  case begin
  /// A step is done.
  case finished(FinalizeStep, observed: String)
  /// A step failed.
  case failed(FinalizeStep, Finding)
  /// An operator wants it to stop, or an agent obeys this epoch no more.
  case stop(Finding)
}
