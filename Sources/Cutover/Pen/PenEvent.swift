/// What `PenMachine` hears. Grants are what this agent's `LeaseMachine` says at that moment, in the same turn.
public enum PenEvent: Sendable, Hashable {
  /// The pen record was learned from the fleet, or set for the first time.
  case learned(PenRecord)
  /// Somebody with a promise to keep asks who holds the pen, in this epoch.
  case holderAsked(Epoch)
  /// The operator's `abort` of a run of this epoch.
  case abortAsked(Epoch)
  /// The cut of this agent's own Redis wants to begin.
  case cutBegins(Attempt, granted: Grant?)
  /// The cut was undone: nothing can be promoted any more.
  case cutUndone(Attempt)
  /// The receiver has recorded PROMOTED.
  case cutPassed(Attempt)
  /// The holder's agent wants to arm this one.
  case arm(Attempt, expected: ReceiverExpectation, observed: FollowerObservation, granted: Grant?)
  /// The holder's agent wants this attempt to be impossible.
  case bar(Attempt)
  /// The holder's agent hands over the pen.
  case promote(PromoteOrder, observed: FollowerObservation, granted: Grant?)
  /// This agent's Redis has become a master.
  case redisPromoted(Attempt)
  /// It could not be told or did not obey; the pen is here all the same.
  case redisPromotionFailed(Attempt, Finding)
  /// The operator typed that the other holder is off for good (`rollback --holder-lost`).
  case otherHolderLost(Epoch)
  /// After a restart: the other agent answered `holderAsked` with this.
  case otherHolderClaims(PenClaim)
}
