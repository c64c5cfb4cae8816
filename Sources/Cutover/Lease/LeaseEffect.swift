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
  /// The coordinator of this run is gone: the agent's other machines hear of it.
  case beginDeadManPlan(Grant)
}
