/// What `RunMachine` hears.
public enum RunEvent: Sendable, Hashable {
  /// Starts the run.
  case begin
  /// Starts again from the journal, under a new epoch.
  case resume(Epoch)
  /// A step is done.
  case finished(Step, StepResult)
  /// A step failed, or it is not known how it ended.
  case failed(Step, Finding)
  /// `coordinator proceed`: goes on from a hold, or says that the App was moved by hand.
  case proceed
  /// `coordinator abort`, or Ctrl-C.
  case abortRequested
  /// An agent of a participant says that the lease of this epoch has ended, or that a higher one was granted.
  case leaseLost(Epoch, Finding)
  /// Stop asking for the pen; the agents go on by themselves.
  case giveUp
}
