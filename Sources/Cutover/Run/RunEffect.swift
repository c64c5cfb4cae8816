/// What `RunMachine` asks for.
public enum RunEffect: Sendable, Hashable {
  /// Do it; several may run at the same time. → `finished` or `failed`, for each.
  case perform(Step)
  /// This step only waits: leave it, and say that it failed. → `failed`
  case cancel(Step)
  /// An operator says that what this step waits for is done.
  case confirm(Step)
  /// Say it.
  case report(RunReport)
  /// The run is over.
  case end(Outcome)
}
