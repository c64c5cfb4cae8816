import Cutover

/// Serves what arrives, as `AgentServices` does: every order under a lease is judged by it first, in the same turn.
extension SimulatedAgent {
  func receive(_ envelope: Envelope, _ world: World) {
    guard isUp else { return }
    switch envelope.body {
    case .request(let request):
      // The ledger of requests answers a repeated order of a coordinator; it does not outlive the process. Questions
      // between agents are repeated to the machines themselves.
      if request.grant != nil, !heard.insert(envelope.call).inserted { return }
      tasks.append(AgentTask(lane: newLane(), work: .request(envelope, request, tries: 0)))
    case .reply(let reply): hear(reply, envelope.call, world)
    }
  }

  func serve(_ request: Request, _ envelope: Envelope, tries: Int, _ world: World) {
    if let grant = request.grant {
      guard lease.verdict(on: grant) == .obey else { return answer(envelope, .stale(grant), world) }
      if grant.epoch < journal.highestEpoch {
        world.violate("S5: \(host) obeys \(grant), after \(journal.highestEpoch)")
      }
    }
    world.note("\(host) serves \(request)")
    switch request {
    case .lease(let grant, let takeover):
      let request = LeaseRequest(
        id: UInt64(envelope.call), grant: grant, holder: "\(envelope.from)", takeover: takeover)
      tell(.requested(request, clock: LeaseClock(), pen: pen.pen), world)
    case .renew(let grant):
      if lease.verdict(on: grant) != .obey { answer(envelope, .stale(grant), world) }
      tell(.renewed(grant), world)
    case .release(let grant):
      tell(.released(grant), world)
      answer(envelope, .done(.none), world)
    case .step(let step, let grant, let plan): serve(step, grant, plan, envelope, tries: tries, world)
    case .inspect: answer(envelope, .inspected(world.redis[index].position), world)
    case .castVote: vote(request, envelope, world)
    case .performCut(let plan): beginCut(plan, envelope, world)
    case .abort(let epoch): tell(.abortAsked(epoch), asker: envelope, world)
    case .whoHolds(let epoch): tell(.holderAsked(epoch), asker: envelope, world)
    case .ping: answer(envelope, .pong, world)
    case .awaitPosition, .compare: read(request, envelope, tries: tries, world)
    case .arm(let attempt, let expected): arm(attempt, expected, envelope, world)
    case .promote(let order): promote(order, envelope, world)
    case .bar(let attempt): tell(.bar(attempt), asker: envelope, world)
    }
  }

  private func beginCut(_ plan: CutPlan, _ envelope: Envelope, _ world: World) {
    // A copy of the order, after the pen has moved: it must neither begin nor answer "undone".
    guard cut == nil, journal.holds else { return answer(envelope, .failed(World.trouble), world) }
    cut = CutMachine(plan: plan)
    cutCaller = envelope
    tell(.begin, world)
  }

  /// The restart policy goes before the observation that is armed.
  private func arm(_ attempt: Attempt, _ expected: ReceiverExpectation, _ envelope: Envelope, _ world: World) {
    guard index < 2, world.redis[index].isRunning else { return answer(envelope, .failed(World.trouble), world) }
    world.redis[index].restartsByItself = false
    // A holder that comes back with nothing must not hand that on.
    world.redis[index].mayCopyFully = false
    tell(.arm(attempt, expected: expected, observed: observe(world), granted: lease.granted), asker: envelope, world)
  }

  private func promote(_ order: PromoteOrder, _ envelope: Envelope, _ world: World) {
    guard index < 2, world.redis[index].isRunning else { return answer(envelope, .failed(World.trouble), world) }
    let before = journal.record
    tell(.promote(order, observed: observe(world), granted: lease.granted), asker: envelope, world)
    if journal.record != before, order.attempt.epoch < journal.highestEpoch {
      world.violate("S5: \(host) is promoted by \(order.attempt), after epoch \(journal.highestEpoch)")
    }
  }

  private func observe(_ world: World) -> FollowerObservation {
    let redis = world.redis[index]
    return FollowerObservation(
      role: redis.role == .master ? .master : .replica, identity: redis.identity, position: redis.position,
      replicaReadOnly: redis.replicaReadOnly, restartsByItself: redis.restartsByItself)
  }

  private func read(_ request: Request, _ envelope: Envelope, tries: Int, _ world: World) {
    let redis = world.redis[index]
    let wanted: ReplicationPosition
    switch request {
    case .awaitPosition(let position), .compare(let position): wanted = position
    default: return
    }
    let isThere = redis.position.replicationID == wanted.replicationID && redis.position.offset >= wanted.offset
    guard redis.isRunning, isThere || tries > 30 else {
      guard tries < 40 else { return answer(envelope, .failed(World.trouble), world) }
      tasks.append(AgentTask(lane: newLane(), work: .request(envelope, request, tries: tries + 1)))
      return
    }
    guard case .compare = request else { return answer(envelope, .reached(redis.position), world) }
    answer(
      envelope,
      .compared(
        ReceiverReading(
          role: redis.role == .master ? .master : .replica, identity: redis.identity, position: redis.position,
          linkUp: redis.linkUp, replicaReadOnly: redis.replicaReadOnly, appendOnly: redis.appendOnly,
          depths: redis.depths)), world)
  }
}
