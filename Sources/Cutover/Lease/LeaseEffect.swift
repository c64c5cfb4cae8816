/// What `LeaseMachine` asks for.
public enum LeaseEffect: Sendable, Hashable {
  /// To the asker of that request.
  case answer(request: UInt64, LeaseAnswer)
  /// To the one who renewed.
  case answerRenewal(LeaseRefusal?)
  /// The shell's timer for this lease starts anew with its full time.
  case restartTimer(Grant)
  /// No lease is live.
  case stopTimer
  /// The coordinator of this run is gone (its lease lapsed, was taken over by another run, or was given back): the
  /// agent's other machines hear of it. Workers that are at rest do nothing.
  case beginDeadManPlan(Grant)
}
