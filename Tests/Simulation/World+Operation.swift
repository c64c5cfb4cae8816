import Cutover

/// What time and operators do: time-outs, repeated questions, restarts by Docker and systemd, lapsing leases, and the
/// runs themselves.
extension World {
  func tick() {
    switch random.below(5) {
    case 0: timeOut()
    case 1:
      let agent = agents[random.below(agents.count)]
      if agent.isUp, !agent.calls.values.contains(where: { if case .holder = $0.purpose { true } else { false } }) {
        agent.askHolders(self)
      }
    case 2:
      let agent = agents[random.below(agents.count)]
      if !agent.isUp {
        note("\(agent.host): agent starts")
        agent.start(self)
      }
    case 3: bringRedis()
    default: lapse()
    }
  }

  /// A call is given up: with faults at any time, without only when it must have been lost.
  private func timeOut() {
    let patience = isSettling ? 1_500 : (faultsLeft > 0 && random.chance(12) ? 60 : 1_500)
    for coordinator in coordinators where coordinator.isUp {
      for (id, call) in coordinator.calls.sorted(by: { $0.key < $1.key }) where steps - call.born > patience {
        if case .awaitSync = call.step, steps - call.born < 4_000 { continue }
        note("coordinator \(coordinator.number) gives up \(call.step)")
        return coordinator.timeOut(id, self)
      }
    }
    for agent in agents where agent.isUp {
      for (id, call) in agent.calls.sorted(by: { $0.key < $1.key }) where !call.isOver && steps - call.born > patience {
        note("\(agent.host) gives up a call of \(call.purpose)")
        return agent.timeOut(id, self)
      }
    }
  }

  /// A Redis that is down is started by Docker, reachable at once, or else by its agent, detached. A running one is made
  /// what the pen record says.
  private func bringRedis() {
    let index = random.below(2)
    let agent = agents[index]
    guard redis[index].isRunning else {
      if redis[index].restartsByItself {
        redis[index].start(fresh: fresh(), reachable: true)
        note("redis \(index) restarts by itself as \(redis[index].role)")
      } else if agent.isUp {
        redis[index].start(fresh: fresh(), reachable: false)
        note("redis \(index) is brought back, detached")
      }
      return
    }
    if agent.needsSupervision(self) {
      note("redis \(index) is made what \(agent.journal.record) says")
      agent.supervise(self)
    }
  }

  /// A lease runs out: with faults whenever the schedule likes, since clocks are choices; without, when nobody renews.
  private func lapse() {
    let agent = agents[random.below(agents.count)]
    guard agent.isUp, let live = agent.lease.live else { return }
    let renewer = coordinators.first { $0.isActive && $0.grant == live.grant }
    if let renewer {
      guard faultsLeft > 0, random.chance(30) else {
        let id = fresh()
        return send(
          Envelope(
            call: id, from: .coordinator(renewer.number), to: .agent(agent.index), body: .request(.renew(live.grant))))
      }
      faultsLeft -= 1
    } else if !isSettling, random.chance(4) == false {
      return
    }
    note("\(agent.host): the lease of \(live.grant) lapses")
    agent.tell(.expired(live.grant), self)
  }

  /// What operators do.
  func operate() {
    if let coordinator = coordinators.last(where: \.isActive) {
      if coordinator.machine.state == .holding { return coordinator.tell(.proceed, self) }
      if isSettling { return }
      if runsLeft > 0, random.chance(120) { return begin(takeover: true) }
      if random.chance(150) { return coordinator.tell(.abortRequested, self) }
      if case .deciding = coordinator.machine.state, random.chance(20) { coordinator.tell(.giveUp, self) }
      return
    }
    guard !isSettling, runsLeft > 0, random.chance(4) else { return }
    if let dead = coordinators.last, !dead.isUp, random.chance(2) { return resume(dead) }
    begin(takeover: random.chance(3))
  }

  /// The epoch after the highest that anybody knows: read from the agents, so two may ask for the same.
  private var nextEpoch: Epoch { (agents.map(\.journal.highestEpoch).max() ?? 0).next }

  private func begin(takeover: Bool) {
    runsLeft -= 1
    runs += 1
    guard let holder = agents.prefix(2).firstIndex(where: \.journal.holds), !redis[holder].isEmptied else {
      return
    }
    let plan = RunPlan(
      run: RunID(rawValue: "run-\(runs)"), epoch: nextEpoch, direction: holder == 0 ? .cutover : .rollback,
      fleet: agents.map(\.host), leader: agents[holder].host, follower: agents[1 - holder].host,
      workerHosts: agents.filter { workers[$0.index] != nil }.map(\.host), movesApp: random.chance(2),
      holdsAfterSync: random.chance(4), rehearsal: random.chance(12), standIn: runs.isMultiple(of: 2))
    note("coordinator \(coordinators.count) begins \(plan.direction) of \(plan.run), epoch \(plan.epoch)")
    let coordinator = SimulatedCoordinator(number: coordinators.count, plan: plan, takeover: takeover)
    coordinators.append(coordinator)
    coordinator.tell(.begin, self)
  }

  private func resume(_ dead: SimulatedCoordinator) {
    guard let machine = RunMachine(replaying: dead.journal), machine.outcome == nil else { return }
    runsLeft -= random.below(2)
    let coordinator = SimulatedCoordinator(number: coordinators.count, plan: dead.plan, takeover: true)
    coordinator.machine = machine
    coordinator.journal = dead.journal
    coordinators.append(coordinator)
    // Higher than every agent's, and than this run's own, which perhaps no agent has granted.
    let epoch = max(nextEpoch, machine.plan.epoch.next)
    coordinator.firstEpoch = epoch
    note("coordinator \(coordinator.number) resumes \(machine.plan.run) under epoch \(epoch)")
    coordinator.tell(.resume(epoch), self)
  }
}
