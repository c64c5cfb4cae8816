import Cutover

/// What goes wrong between two steps. Crashes in appends and failures of effects are where those are.
extension World {
  func fault() {
    switch random.below(14) {
    case 0, 1: crashAgent(random.below(agents.count))
    case 2:
      if let coordinator = coordinators.last(where: \.isActive) {
        note("coordinator \(coordinator.number) dies")
        coordinator.die()
      }
    case 3: killRedis(random.below(2))
    case 12: emptyHolder()
    case 4: rebootHost(random.below(agents.count))
    case 5, 6: cutLink()
    case 7, 8: if let cut = agents.first(where: { $0.isUp && $0.cut != nil }) { cut.tell(.budgetExceeded, self) }
    case 9: for index in 0..<2 { redis[index].isPaused = false }
    case 10:
      // An operator's mistake on the serving side: the fence will be void (safety.md, trap 6).
      for index in 0..<2 where agents[index].journal.record == .hold(0) { redis[index].replicaReadOnly = false }
    case 11: heal()
    default: loseCall()
    }
  }

  private func crashAgent(_ index: Int) {
    note("\(agents[index].host): agent dies")
    agents[index].die()
  }

  private func killRedis(_ index: Int) {
    note("redis \(index) dies")
    redis[index].die()
  }

  /// Inside a cut, with everything on the other side: the holder's Redis comes back with nothing. Outside of one its own
  /// restart policy would bring it up so, run or no run.
  private func emptyHolder() {
    guard let index = (0..<2).first(where: { agents[$0].journal.isInsideCut }),
      redis[1 - index].log.count == acknowledged, !redis[1 - index].isRewriting
    else { return killRedis(random.below(2)) }
    note("redis \(index) dies and loses everything")
    redis[index].die()
    redis[index].lose()
    if index == 0 { oldWrites = 0 }
  }

  /// Agent, Redis and workers at once; Docker starts again what may restart by itself.
  private func rebootHost(_ index: Int) {
    note("\(agents[index].host): host reboots")
    agents[index].die()
    if index < 2 { redis[index].die() }
    if let host = workers[index] { workers[index]?.isRunning = host.isRunning && host.restartsByItself }
  }

  private func cutLink() {
    let from = random.below(agents.count + 1)
    let to = random.below(agents.count + 1)
    note("link \(from) → \(to) is cut")
    blocked.insert([from, to])
    if random.chance(2) { blocked.insert([to, from]) }
  }

  func heal() { blocked = [] }

  /// A shell stops waiting too early.
  private func loseCall() {
    let agent = agents[random.below(2)]
    guard agent.isUp, let id = agent.calls.keys.min() else { return }
    note("\(agent.host) gives up call \(id)")
    agent.timeOut(id, self)
  }
}
