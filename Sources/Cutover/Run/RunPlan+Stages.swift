/// Which steps a phase has. Steps of one stage may run at the same time; the next stage begins when all have ended.
extension RunPlan {
  /// The stages of a phase in this plan; none where the phase has nothing to do.
  public func stages(of phase: Phase) -> [[Step]] {
    let stages: [[Step]] =
      switch phase {
      case .lease: [[.acquireLease(fleet)]]
      case .preflight: [[.preflight(participants)]]
      case .provision: direction == .cutover ? [[.provision(follower)]] : []
      case .attach: attachStages
      case .sync: syncStages
      // As late as it can be before the drain: whoever deploys the App meanwhile puts it onto a Redis that takes no writes
      // yet. And before the vote, whose evidence may not wait for it.
      case .gate:
        (movesApp && !rehearsal ? [[.stageApp]] : []) + (hasStandIn ? [[.prepareStandIn(leader)]] : [])
          + (voters.isEmpty ? [] : [[.vote(.drain, voters)]])
      case .drain: [workerHosts.map(Step.drain)]
      case .vote: voters.isEmpty ? [] : [[.vote(.cut, voters)]]
      case .cut: lostHolder == nil ? [[.cut(attempt, holder: leader)]] : [[.takePen(follower)]]
      case .flip: [workerHosts.map(Step.flip)]
      // Beside what takes longer: the cut has given the stand-in its port already.
      case .start: [workerHosts.map(Step.startWorkers) + (hasStandIn ? [.beginStandIn(leader)] : [])]
      case .app: movesApp ? [[.moveApp]] : []
      // Back where it was, the old Redis gets its own settings and restart policy again.
      case .verify: direction == .cutover ? [[.verify]] : [[.verify], [.restoreLeader(follower)]]
      case .soak: [[.beginSoak], [.releaseLease(fleet)]]
      }
    return stages.filter { !$0.isEmpty }
  }

  /// Why a phase without stages has none.
  public func skipReason(of phase: Phase) -> String {
    switch phase {
    case .provision: "a rollback returns to a Redis that is there"
    case .app: "the plan does not move the App"
    case .drain, .flip, .start: "the plan has no worker hosts"
    case .sync: "there is nobody left to copy from"
    case .lease, .preflight, .attach, .gate, .vote, .cut, .verify, .soak: "nothing to do"
    }
  }

  /// Only the old side has one, and it goes when the pen comes back: its agent ends it when it is armed.
  private var hasStandIn: Bool { standIn == true && direction == .cutover && !rehearsal && lostHolder == nil }

  /// The one attempt that a run makes under its epoch.
  public var attempt: Attempt {
    Attempt(run: run, epoch: epoch, number: 1)
  }

  /// A backup is taken of the copy, never of the Redis that serves. A rehearsal stops nothing, and a rollback goes back
  /// to data that was backed up before the cutover.
  private var syncStages: [[Step]] {
    guard lostHolder == nil else { return [] }
    let backsUp = direction == .cutover && !rehearsal
    return [[.awaitSync(follower)]] + (backsUp ? [[.backUp(follower)]] : [])
  }

  private var attachStages: [[Step]] {
    let staging = workerHosts.map(Step.stageEnvironment)
    switch direction {
    case .cutover:
      return [[.prepareLeader(leader)], staging, [.attach(follower: follower, leader: leader)]]
    case .rollback:
      guard lostHolder == nil else { return [staging] }
      return [[.verifyReverseLink(follower: follower, leader: leader)], staging]
    }
  }
}
