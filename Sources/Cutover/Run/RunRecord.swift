/// What `RunMachine` makes durable: the run's journal, from which `resume` goes on.
public enum RunRecord: Sendable, Hashable, Codable {
  /// The plan, before anything.
  case begun(RunPlan)
  /// `resume` under a new lease.
  case resumed(Epoch)
  /// What comes before this was copied from an agent, which may have missed the last of it.
  case copied
  /// A phase begins.
  case phaseBegun(Phase)
  /// A step is about to be performed: from here on it may have changed something.
  case stepBegun(Step)
  /// It is done.
  case stepFinished(Step, StepResult)
  /// It is not, or not known to be.
  case stepFailed(Step, Finding)
  /// What was counted.
  case voteCounted(VoteCount)
  /// The pen has moved, or will not by this attempt.
  case cutDecided(Attempt, moved: Bool)
  /// Everything is being taken back, for this reason.
  case undoing(Finding)
  /// The end.
  case ended(Outcome)
}
