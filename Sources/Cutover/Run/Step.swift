/// One thing that the coordinator's shell does for a run: one verb to one agent, or a fan-out that counts as one.
/// Every step is idempotent: `resume` may perform it again.
public enum Step: Sendable, Hashable, Codable {
  /// The lease, from a majority of these and every participant; then renewed beside everything else.
  case acquireLease([HostID])
  /// All checks of these hosts.
  case preflight([HostID])
  /// The follower's Redis. Result `.provisioned(created:)`.
  case provision(HostID)
  /// Settings of the leader's Redis, each previous value recorded.
  case prepareLeader(HostID)
  /// The new env file beside the old one, proven.
  case stageEnvironment(HostID)
  /// The follower follows through the relay.
  case attach(follower: HostID, leader: HostID)
  /// Rollback: the reverse link is up and can lose nothing.
  case verifyReverseLink(follower: HostID, leader: HostID)
  /// The copy is complete, the lag is small, the append-only rewrite has ended.
  case awaitSync(HostID)
  /// The follower's copy in a file beside its agent, before anything is stopped; the file stays.
  case backUp(HostID)
  /// One question with a fresh nonce to all of these. Result `.votes`.
  case vote(VotePurpose, [HostID])
  /// The workers of one host stop.
  case drain(HostID)
  /// The holder's agent runs its critical section. Result `.cut`.
  case cut(Attempt, holder: HostID)
  /// `abort` at the holder's agent, while the cut runs.
  case abortCut(Attempt, holder: HostID)
  /// Its holder is off for good: this host's Redis takes the pen with what it has, under a higher pen epoch. Idempotent.
  case takePen(HostID)
  /// "Who holds the pen?", binding; after a wait when asked again. Result `.pen`.
  case askPen(HostID)
  /// The new env file is put in place.
  case flip(HostID)
  /// The workers of one host start on the new side.
  case startWorkers(HostID)
  /// What the App will be told is stored where it is configured, and nothing is deployed yet; what it was told is kept.
  case stageApp
  /// A stand-in waits beside the leader's Redis for the port of its name; the cut gives it. Never fails the run.
  case prepareStandIn(HostID)
  /// It is proven that the stand-in passes on to the follower's Redis. Never fails the run.
  case beginStandIn(HostID)
  /// The App moves.
  case moveApp
  /// Jobs flow.
  case verify
  /// The agents sample on their own.
  case beginSoak
  /// The lease is given back.
  case releaseLease([HostID])
  /// Undo of `drain`: after stops in flight have ended, the workers start on the old side.
  case startWorkersAgain(HostID)
  /// Undo of `stageEnvironment`.
  case discardStagedEnvironment(HostID)
  /// Undo of `stageApp`: what the App was told is stored again.
  case unstageApp
  /// Undo of `prepareStandIn`.
  case endStandIn(HostID)
  /// Undo of `attach`: `REPLICAOF 127.0.0.1 1`, read-only, then stopped.
  case detach(HostID)
  /// Undo of `prepareLeader`, and the end of a rollback: settings and restart policy back, in the reverse order.
  case restoreLeader(HostID)
  /// Undo of a `provision` that created something.
  case removeProvisioned(HostID)
}
