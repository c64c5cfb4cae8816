/// What a finalize has its shell do.
public enum FinalizeEffect: Sendable, Hashable {
  /// Do this, and say what became of it.
  case perform(FinalizeStep)
  /// It is over.
  case end(FinalizeOutcome)
}
