import Cutover

/// Who is told how a run goes: the terminal, or the writer of JSON lines.
protocol RunWatcher: Sendable {
  /// The machine has something to say.
  func reported(_ report: RunReport)
  /// A step is on its way.
  func progressed(_ step: Step, _ progress: StepProgress)
}
