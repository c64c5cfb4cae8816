/// What `CutMachine` asks for. One effect is one round trip where that is possible: clients wait from `.pauseAndRead`
/// until the receiver's Redis is promoted.
public enum CutEffect: Sendable, Hashable {
  /// Docker's restart policy of the holder's Redis: record, set `no`, read back. → `restartPolicyRead`
  case clearRestartPolicy
  /// `arm` at the receiver's agent. → `armAnswered`
  case armReceiver(Attempt, ReceiverExpectation)
  /// `cutBegins` at this agent's `PenMachine`. → `cutAnswered`
  case enterCut(Attempt)
  /// So that the pause does not begin before the road is known to be open. → `receiverPinged`
  case pingReceiver
  /// `CLIENT PAUSE … WRITE` and `INFO replication` in one pipeline; the budget's clock starts. → `paused`
  case pauseAndRead
  /// Poll at the receiver's end until its offset is there. → `receiverReached`
  case awaitReceiver(ReplicationPosition)
  /// `REPLICAOF 127.0.0.1 1`, a `DEL` of a missing key, `INFO`, counts, in one pipeline. → `fenced`
  case fenceAndProve
  /// The receiver's agent waits for that position and reads everything in one pipeline. → `compared`
  case compare(ReplicationPosition)
  /// From here on only the receiver's record decides. → `promoteAnswered`, `promoteUnanswered`
  case promoteReceiver(PromoteOrder)
  /// `cutPassed` at this agent's `PenMachine`. → `penYielded`
  case yieldPen(Attempt)
  /// `CLIENT KILL TYPE normal`, then `CLIENT UNPAUSE`: no paused client sees READONLY. → `clientsReleased`
  case releaseClients
  /// `REPLICAOF` to this agent's own relay; the former receiver leads. → `following`
  case follow
  /// After a crash: fence first, the Redis may have been restarted as a master. → `fenced`
  case fenceAgain
  /// `bar` at the receiver's agent; with a wait before it when the one before was not answered. → `barAnswered`,
  /// `receiverUnreachable`
  case barReceiver(Attempt)
  /// On one connection, which no restart outlives: `INFO server`, then `REPLICAOF NO ONE`, if this is still that life of
  /// the holder's Redis. Another life is fenced and left so. → `unfenced`, `holderChanged`
  case unfence(RedisIdentity)
  /// `CLIENT UNPAUSE`. → `clientsReleased`, `holderChanged`
  case unpauseClients
  /// `cutUndone` at this agent's `PenMachine`. → `penReturned`
  case returnPen(Attempt)
  /// Put back what `.clearRestartPolicy` recorded, if the Redis runs. → `restartPolicyRestored`, `holderChanged`
  case restoreRestartPolicy
  /// Say how it stands: nothing more can be done until that agent is reached; asking goes on.
  case reportUndetermined(mustReach: HostID, Finding)
  /// Say what cannot be put back yet; trying goes on.
  case reportBlocked(Finding)
  /// The cut has ended.
  case finish(CutResult)
}
