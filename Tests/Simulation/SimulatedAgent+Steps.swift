import Cutover

/// The steps of a run that one agent performs, and its votes.
extension SimulatedAgent {
  func serve(_ step: Step, _ grant: Grant, _ plan: RunPlan, _ envelope: Envelope, tries: Int, _ world: World) {
    switch step {
    case .provision:
      // Never with the pen; one with data was found, and what a run only found it does not remove.
      answer(
        envelope,
        pen.pen == .not ? .done(.provisioned(created: world.redis[index].log.isEmpty)) : .failed(World.trouble), world)
    case .attach(_, let leader): attach(to: leader, envelope, world)
    case .awaitSync: awaitSync(step, grant, plan, envelope, tries: tries, world)
    case .verifyReverseLink:
      answer(envelope, world.redis[index].linkUp ? .done(.none) : .failed(World.trouble), world)
    case .detach:
      guard pen.pen == .not else { return answer(envelope, .failed(World.trouble), world) }
      world.redis[index].follow(nil, mayCopyFully: false)
      world.redis[index].configuredRole = .replica(of: nil)
      answer(envelope, .done(.none), world)
    case .removeProvisioned:
      guard pen.pen == .not, world.redis[index].role != .master else {
        return answer(envelope, .failed(World.trouble), world)
      }
      world.redis[index].follow(nil, mayCopyFully: false)
      world.redis[index].wipe()
      answer(envelope, .done(.none), world)
    case .stageEnvironment:
      let run = WorkersRun(grant: grant, leader: plan.leader, follower: plan.follower)
      tell(.staged(run, file: "staged-\(grant.epoch)"), world)
      answer(envelope, workers.state == .staged ? .done(.none) : .failed(World.trouble), world)
    case .drain:
      order(.drain(grant, policies: []), .drained, envelope, world)
    case .flip: order(.flip(grant), .supplied(.new), envelope, world)
    case .startWorkers: order(.start(.new, grant), .running(.new), envelope, world)
    case .startWorkersAgain: order(.start(.old, grant), .running(.old), envelope, world)
    case .discardStagedEnvironment: order(.discardStaged(grant), .discarded, envelope, world)
    case .prepareLeader:
      let redis = world.redis[index]
      let serves = redis.isRunning && redis.isReachable && redis.role == .master
      answer(envelope, serves ? .done(.none) : .failed(World.trouble), world)
    case .backUp: answer(envelope, pen.pen == .not ? .done(.none) : .failed(World.trouble), world)
    // Not modelled: which port the fenced Redis has, and who answers at its name. A stand-in writes as a client does, where
    // the pen's protocol lets a Redis be written, and its steps end well whatever comes of them.
    case .acquireLease, .preflight, .vote, .cut, .takePen, .abortCut, .askPen, .stageApp, .unstageApp, .prepareStandIn,
      .beginStandIn, .endStandIn, .moveApp, .verify, .beginSoak, .releaseLease, .restoreLeader:
      answer(envelope, .done(.none), world)
    }
  }

  /// An order of an older run than the one staged here has nothing to say.
  private func order(_ event: WorkersEvent, _ expected: WorkersAnswer, _ envelope: Envelope, _ world: World) {
    orders.append((envelope, expected))
    tell(event, world)
  }

  private func attach(to leader: HostID, _ envelope: Envelope, _ world: World) {
    guard pen.pen == .not, world.redis[index].isRunning, let other = world.number(of: leader) else {
      return answer(envelope, .failed(World.trouble), world)
    }
    world.redis[index].follow(other, mayCopyFully: world.redis[index].hasConfigurationFile)
    world.redis[index].configuredRole = .replica(of: other)
    answer(envelope, .done(.none), world)
  }

  private func awaitSync(
    _ step: Step, _ grant: Grant, _ plan: RunPlan, _ envelope: Envelope, tries: Int, _ world: World
  ) {
    let redis = world.redis[index]
    if redis.isRunning, redis.linkUp, !redis.isRewriting { return answer(envelope, .done(.none), world) }
    guard tries < 60 else { return answer(envelope, .failed(World.trouble), world) }
    let again = AgentTask.Work.request(envelope, .step(step, grant, plan), tries: tries + 1)
    tasks.append(AgentTask(lane: newLane(), work: again))
  }

  func vote(_ request: Request, _ envelope: Envelope, _ world: World) {
    guard case .castVote(let purpose, _, let roles, let leader, let grant) = request else { return }
    let evidence = evidence(roles, leader, world)
    let verdict = Gate().verdict(on: purpose, as: roles, from: evidence)
    guard verdict == .yes, purpose == .cut, roles.contains(.worker) else {
      return cast(verdict, evidence, request, envelope, world)
    }
    ballots.append((envelope, request, evidence))
    tell(.voteYes(grant), world)
  }

  /// The workers' machine allows a yes, or does not: its promise is durable before.
  func castBallots(_ effect: WorkersEffect, _ world: World) {
    let waiting = ballots
    ballots = []
    for (envelope, request, evidence) in waiting {
      var verdict = Verdict.yes
      if case .castNo(let finding) = effect { verdict = .no([finding]) }
      if case .castYes(let grant) = effect, request.grant != grant { verdict = .no([World.trouble]) }
      cast(verdict, evidence, request, envelope, world)
    }
  }

  private func cast(
    _ verdict: Verdict, _ evidence: Evidence, _ request: Request, _ envelope: Envelope, _ world: World
  ) {
    guard case .castVote(let purpose, let nonce, _, _, _) = request else { return }
    let ballot = Ballot(purpose: purpose, nonce: nonce, host: host, verdict: verdict, evidence: evidence)
    answer(envelope, .ballot(ballot), world)
  }

  private func evidence(_ roles: [ParticipantRole], _ leader: ReplicationPosition?, _ world: World) -> Evidence {
    var evidence = Evidence(leaseLive: lease.live != nil, pen: pen.pen)
    if index < 2, world.redis[index].isRunning, world.redis[index].isReachable {
      let redis = world.redis[index]
      let lag = leader.flatMap { position -> UInt64? in
        guard position.replicationID == redis.position.replicationID else { return nil }
        return position.offset > redis.position.offset ? position.offset - redis.position.offset : 0
      }
      evidence.redis = RedisEvidence(
        role: redis.role == .master ? .master : .replica, identity: redis.identity, position: redis.position,
        linkUp: roles.contains(.leader) ? world.redis[1 - index].linkUp : redis.linkUp, syncInProgress: false,
        loading: false, lagBytes: lag, replicaReadOnly: redis.replicaReadOnly,
        appendOnly: redis.appendOnly, activeJobs: 0)
    }
    if let containers = world.workers[index] {
      let stopping = if case .draining = workers.state { true } else { false }
      evidence.workers = WorkersEvidence(
        running: containers.isRunning ? ["worker"] : [], stopsInFlight: stopping,
        restartable: containers.restartsByItself ? ["worker"] : [], environmentStaged: workers.stagedFile != nil)
    }
    return evidence
  }
}
