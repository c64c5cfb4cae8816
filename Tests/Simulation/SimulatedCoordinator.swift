import Cutover

/// A coordinator on a laptop: the real `RunMachine`, its journal, and the steps that it has under way.
final class SimulatedCoordinator {
  struct Call {
    let step: Step
    let host: Int
    let born: Int
  }

  let number: Int
  let takeover: Bool
  /// Of the first lease that this process asks for; a later one is never taken from anybody.
  var firstEpoch: Epoch
  var isUp = true
  /// Durable.
  var journal: [RunRecord] = []
  /// Everything below is lost in a crash.
  var machine: RunMachine
  var tasks: [RunEffect] = []
  var calls: [Int: Call] = [:]
  var ballots: [Ballot] = []
  var nonce: UInt64 = 0
  var lastCount: VoteCount?

  init(number: Int, plan: RunPlan, takeover: Bool) {
    self.number = number
    self.takeover = takeover
    firstEpoch = plan.epoch
    machine = RunMachine(plan: plan)
  }

  var plan: RunPlan { machine.plan }
  var grant: Grant { Grant(epoch: plan.epoch, run: plan.run) }
  /// It lives and its run has not ended.
  var isActive: Bool { isUp && machine.outcome == nil }

  func die() {
    isUp = false
    tasks = []
    calls = [:]
    ballots = []
    lastCount = nil
  }

  func tell(_ event: RunEvent, _ world: World) {
    guard isUp else { return }
    world.coverage.meet(machine, event)
    let decision = machine.handle(event)
    world.judge(decision.disregarded, of: event)
    if !decision.records.isEmpty, world.strikes() {
      journal += decision.records.prefix(world.random.below(decision.records.count + 1))
      world.note("coordinator \(number) dies in an append")
      return die()
    }
    journal += decision.records
    tasks += decision.effects
  }

  func performTask(_ world: World) {
    let task = tasks.removeFirst()
    switch task {
    case .report, .confirm: break
    case .end(let outcome): world.note("coordinator \(number) ends: \(outcome)")
    case .cancel(let step):
      forget(step)
      tell(.failed(step, World.trouble), world)
    case .perform(let step): perform(step, world)
    }
  }

  private func perform(_ step: Step, _ world: World) {
    world.note("coordinator \(number) \(grant): \(step)")
    switch step {
    case .acquireLease(let hosts):
      let takesOver = takeover && plan.epoch == firstEpoch
      for host in hosts { call(host, .lease(grant, takeover: takesOver), step, world) }
    case .releaseLease(let hosts):
      for host in hosts { call(host, .release(grant), step, world) }
    case .preflight(let hosts):
      for host in hosts { call(host, .step(step, grant, plan), step, world) }
    case .provision(let host), .prepareLeader(let host), .stageEnvironment(let host), .awaitSync(let host),
      .backUp(let host),
      .drain(let host), .flip(let host), .startWorkers(let host), .startWorkersAgain(let host),
      .discardStagedEnvironment(let host), .prepareStandIn(let host), .beginStandIn(let host), .endStandIn(let host),
      .detach(let host), .restoreLeader(let host), .removeProvisioned(let host):
      call(host, .step(step, grant, plan), step, world)
    case .attach(let follower, _), .verifyReverseLink(let follower, _):
      call(follower, .step(step, grant, plan), step, world)
    case .vote: call(plan.leader, .inspect, step, world)
    case .cut(let attempt, let holder): cut(attempt, holder, step, world)
    case .abortCut(let attempt, let holder): call(holder, .abort(attempt.epoch), step, world)
    case .askPen(let host): call(host, .whoHolds(plan.epoch), step, world)
    // No operator here declares a host lost.
    case .takePen, .stageApp, .unstageApp, .moveApp, .verify, .beginSoak:
      tell(world.strikes() ? .failed(step, World.trouble) : .finished(step, StepResult()), world)
    }
  }

  private func cut(_ attempt: Attempt, _ holder: HostID, _ step: Step, _ world: World) {
    guard let holding = evidence(of: holder), let receiving = evidence(of: plan.follower) else {
      return tell(.failed(step, World.trouble), world)
    }
    let expected = ReceiverExpectation(
      identity: receiving.identity, replicationID: receiving.position.replicationID)
    let order = CutPlan(
      attempt: attempt, holder: holder, receiver: plan.follower, holderIdentity: holding.identity, expected: expected)
    call(holder, .performCut(order), step, world)
  }

  private func evidence(of host: HostID) -> RedisEvidence? {
    lastCount?.ballots.last { $0.ballot.host == host }?.ballot.evidence.redis
  }

  private func call(_ host: HostID, _ request: Request, _ step: Step, _ world: World) {
    guard let target = world.number(of: host) else { return }
    let id = world.fresh()
    calls[id] = Call(step: step, host: target, born: world.steps)
    world.send(Envelope(call: id, from: .coordinator(number), to: .agent(target), body: .request(request)))
  }

  private func forget(_ step: Step) { calls = calls.filter { $0.value.step != step } }

  func hear(_ reply: Reply, _ id: Int, _ world: World) {
    guard isUp else { return }
    // Of a renewal, too, which is no step.
    if case .stale(let grant) = reply { tell(.leaseLost(grant.epoch, World.trouble), world) }
    guard isUp, let call = calls.removeValue(forKey: id) else { return }
    let step = call.step
    switch reply {
    case .done(let detail):
      // The cut's first word may be "undetermined"; that is its answer.
      finish(step, detail, world)
    case .lease(.granted): finish(step, .none, world)
    case .lease(.refused(let refusal)): fail(step, refusal.finding, world)
    case .failed(let finding): fail(step, finding, world)
    case .stale:
      forget(step)
      tell(.failed(step, World.trouble), world)
    case .inspected(let position): ask(step, position, world)
    case .ballot(let ballot):
      if ballot.nonce == nonce { ballots.append(ballot) }
      count(step, world)
    case .pen(let answer): finish(step, .pen(answer), world)
    case .abort: finish(step, .none, world)
    case .arm, .pong, .reached, .compared, .promote, .bar: break
    }
  }

  /// A call that was not answered in time: silence in a vote, else a failure.
  func timeOut(_ id: Int, _ world: World) {
    guard let call = calls.removeValue(forKey: id) else { return }
    if case .vote = call.step, nonce > 0, calls.values.contains(where: { $0.step == call.step }) || !ballots.isEmpty {
      return count(call.step, world)
    }
    fail(call.step, World.trouble, world)
  }

  private func ask(_ step: Step, _ position: ReplicationPosition, _ world: World) {
    guard case .vote(let purpose, let hosts) = step else { return }
    nonce = UInt64(world.fresh())
    ballots = []
    for host in hosts {
      let request = Request.castVote(purpose, nonce: nonce, roles: plan.roles(of: host), leader: position, grant)
      call(host, request, step, world)
    }
  }

  private func count(_ step: Step, _ world: World) {
    guard case .vote(let purpose, let hosts) = step, !calls.values.contains(where: { $0.step == step }) else { return }
    // Evidence may be too old by the asker's clock: then it is no evidence.
    let age: UInt64 = world.random.chance(100) && !world.isSettling ? 2_001 : 10
    let received = ballots.map { ReceivedBallot(ballot: $0, ageMilliseconds: age) }
    let count = VoteCount(purpose: purpose, nonce: nonce, voters: hosts, ballots: received)
    lastCount = count
    tell(.finished(step, StepResult(detail: .votes(count))), world)
  }

  private func finish(_ step: Step, _ detail: StepDetail, _ world: World) {
    guard !calls.values.contains(where: { $0.step == step }) else { return }
    tell(.finished(step, StepResult(detail: detail)), world)
  }

  private func fail(_ step: Step, _ finding: Finding, _ world: World) {
    if case .vote = step, nonce > 0, !ballots.isEmpty || calls.values.contains(where: { $0.step == step }) {
      return count(step, world)
    }
    forget(step)
    tell(.failed(step, finding), world)
  }
}
