import Cutover

/// What an agent answers.
enum Reply {
  case done(StepDetail)
  case failed(Finding)
  /// The order's lease has ended, or a higher epoch was granted.
  case stale(Grant)
  case lease(LeaseAnswer)
  case inspected(ReplicationPosition)
  case ballot(Ballot)
  case pen(PenAnswer)
  case abort(AbortAnswer)
  case arm(ArmAnswer)
  case pong
  case reached(ReplicationPosition)
  case compared(ReceiverReading)
  case promote(PromoteAnswer)
  case bar(BarAnswer)
}
