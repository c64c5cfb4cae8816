/// What the run says to whoever watches it.
public enum RunReport: Sendable, Hashable, Codable {
  /// A phase begins.
  case phaseBegan(Phase)
  /// A step is done.
  case stepEnded(Phase, Step, StepResult)
  /// A step failed.
  case stepFailed(Phase, Step, Finding)
  /// A phase is done.
  case phaseEnded(Phase)
  /// A phase has nothing to do in this plan, for that reason.
  case phaseSkipped(Phase, reason: String)
  /// "2 of 2 agents: vps-01 yes, vps yes".
  case counted(VotePurpose, text: String)
  /// Waiting for `coordinator proceed`; the copy follows live.
  case holding
  /// The lease has ended under the run, which takes the next epoch and goes on from what is true then.
  case leaseLost(Finding)
  /// Taking back, for this reason.
  case undoing(Finding)
  /// An undo step is done.
  case undone(Step)
  /// An undo step failed.
  case notUndone(UndoFailure)
  /// Who holds the pen is not known yet; these are being asked.
  case asking(mustReach: [HostID], Finding)
  /// An abort came too late.
  case abortRefused(Finding)
}
