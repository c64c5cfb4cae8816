/// What `PenMachine` asks for. Answers go to whoever sent the event.
public enum PenEffect: Sendable, Hashable {
  /// To the asker of `holderAsked`.
  case answerHolder(PenAnswer)
  /// To the asker of `abortAsked`.
  case answerAbort(AbortAnswer)
  /// Tell the running `CutMachine` that the operator wants to abort.
  case abortCut(Attempt)
  /// To this agent's own cut.
  case answerCut(CutAnswer)
  /// To this agent's own cut: HOLD is durable again.
  case penReturned(Attempt)
  /// To this agent's own cut: NOT is durable.
  case penYielded(Attempt)
  /// To the asker of `arm`.
  case answerArm(ArmAnswer)
  /// To the asker of `bar`.
  case answerBar(BarAnswer)
  /// To the asker of `promote`.
  case answerPromote(PromoteAnswer)
  /// Docker must not start this agent's Redis by itself: set `no` unless it reads so already (it was read back when
  /// the receiver was armed, so inside the pause this costs nothing).
  case clearRestartPolicy
  /// `REPLICAOF NO ONE` to this agent's own Redis; then `redisPromoted` or `redisPromotionFailed`.
  case promoteRedis(Attempt)
  /// After a restart: this Redis should be a writable master, after the checks of safety.md, trap 5, and unless the
  /// other agent claims a higher pen epoch (`otherHolderClaims`).
  case verifyHolder(Epoch)
  /// After a restart: a cut was under way; start `CutMachine` from its journal.
  case recoverCut(Attempt)
  /// After a restart: this Redis must be read-only, whatever role it came up with.
  case keepFenced
}
