import Cutover

/// Values that the transcripts share: the runbook's two hosts, one run, one attempt.
enum Samples {
  static let source: HostID = "vps-01"
  static let target: HostID = "vps"
  static let run: RunID = "run-1"
  static let grant = Grant(epoch: 1, run: run)
  static let attempt = Attempt(run: run, epoch: 1, number: 1)
  static let sourceIdentity = RedisIdentity(runID: "aaaaaaaaaaaa")
  static let targetIdentity = RedisIdentity(runID: "bbbbbbbbbbbb")
  static let history = "cccccccccccc"
  static let position = ReplicationPosition(replicationID: history, offset: 1_000)
  static let expectation = ReceiverExpectation(identity: targetIdentity, replicationID: history)
  static let depths = [QueueDepth(name: "bull:scheduled", waiting: 3, delayed: 2)]
  static let trouble = Finding(observed: "trouble", required: "none")
  static let order = PromoteOrder(attempt: attempt, identity: targetIdentity, position: position)

  static let unfence = CutEffect.unfence(sourceIdentity)

  static let plan = CutPlan(
    attempt: attempt, holder: source, receiver: target, holderIdentity: sourceIdentity, expected: expectation)

  static let appendOnly = AppendOnlyEvidence(
    enabled: true, rewriteInProgress: false, rewriteScheduled: false, lastRewriteOK: true, lastWriteOK: true)

  static func appendOnly(_ item: WritableKeyPath<AppendOnlyEvidence, Bool>, _ value: Bool) -> AppendOnlyEvidence {
    var evidence = appendOnly
    evidence[keyPath: item] = value
    return evidence
  }

  static func holder(
    identity: RedisIdentity = sourceIdentity, position: ReplicationPosition = position, refusedWrite: Bool = true,
    depths: [QueueDepth] = depths
  ) -> HolderReading {
    HolderReading(identity: identity, position: position, refusedWrite: refusedWrite, depths: depths)
  }

  static func receiver(
    role: RedisRole = .replica, identity: RedisIdentity = targetIdentity, position: ReplicationPosition = position,
    linkUp: Bool = true, replicaReadOnly: Bool = true, appendOnly: AppendOnlyEvidence = appendOnly,
    depths: [QueueDepth] = depths
  ) -> ReceiverReading {
    ReceiverReading(
      role: role, identity: identity, position: position, linkUp: linkUp, replicaReadOnly: replicaReadOnly,
      appendOnly: appendOnly, depths: depths)
  }

  static func follower(
    role: RedisRole = .replica, identity: RedisIdentity = targetIdentity, position: ReplicationPosition = position,
    replicaReadOnly: Bool = true, restartsByItself: Bool = false
  ) -> FollowerObservation {
    FollowerObservation(
      role: role, identity: identity, position: position, replicaReadOnly: replicaReadOnly,
      restartsByItself: restartsByItself)
  }

  static func attempt(epoch: Epoch, number: UInt32 = 1) -> Attempt {
    Attempt(run: RunID(rawValue: "run-\(epoch)"), epoch: epoch, number: number)
  }
}

extension CutMachine {
  /// Feeds events and returns the effects of all of them, in order.
  @discardableResult
  mutating func effects(of events: CutEvent...) -> [CutEffect] {
    events.flatMap { handle($0).effects }
  }
}

extension PenMachine {
  /// Feeds events and returns the effects of all of them, in order.
  @discardableResult
  mutating func effects(of events: PenEvent...) -> [PenEffect] {
    events.flatMap { handle($0).effects }
  }
}
