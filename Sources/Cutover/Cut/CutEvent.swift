/// What `CutMachine` hears: results of its effects, in the order of the effects, and three interruptions.
public enum CutEvent: Sendable, Hashable {
  /// Starts the cut, or its recovery after a crash.
  case begin
  /// Result of `.clearRestartPolicy`: what Docker reads back.
  case restartPolicyRead(isNo: Bool)
  /// Result of `.armReceiver`.
  case armAnswered(ArmAnswer)
  /// Result of `.enterCut`, from this agent's `PenMachine`.
  case cutAnswered(CutAnswer)
  /// Result of `.pingReceiver`: the receiver's agent answered.
  case receiverPinged
  /// Result of `.pauseAndRead`: clients are paused, the holder stands here.
  case paused(ReplicationPosition)
  /// Result of `.awaitReceiver`: it stands where the paused holder stands.
  case receiverReached(ReplicationPosition)
  /// Result of `.fenceAndProve` and `.fenceAgain`.
  case fenced(HolderReading)
  /// Result of `.compare`: the receiver reached the fenced position, or the shell stopped waiting.
  case compared(ReceiverReading)
  /// Result of `.promoteReceiver`.
  case promoteAnswered(PromoteAnswer)
  /// Result of `.promoteReceiver`: no answer; it may have been obeyed.
  case promoteUnanswered(Finding)
  /// Result of `.barReceiver`.
  case barAnswered(BarAnswer)
  /// Result of `.barReceiver`: nobody answered.
  case receiverUnreachable(Finding)
  /// Result of `.yieldPen`, from `PenMachine`: NOT is durable.
  case penYielded
  /// Result of `.releaseClients` and of `.unpauseClients`.
  case clientsReleased
  /// Result of `.follow`: the reverse link is up by partial resync.
  case following
  /// Result of `.unfence`: the holder's Redis is a master again.
  case unfenced
  /// Result of `.unfence`, `.unpauseClients` and `.restoreRestartPolicy`: the holder's Redis is in another life, or is
  /// stopped (nil). It was not made writable.
  case holderChanged(RedisIdentity?)
  /// Result of `.returnPen`, from `PenMachine`: HOLD is durable.
  case penReturned
  /// Result of `.restoreRestartPolicy`.
  case restartPolicyRestored
  /// The effect under way failed or may have failed.
  case failed(CutEffect, Finding)
  /// The budget of the write pause is spent.
  case budgetExceeded
  /// The operator wants to abort.
  case abortRequested
}
