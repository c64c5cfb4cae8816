import Cutover

/// What goes wrong between two steps. Crashes in appends and failures of effects are where those are.
extension World {
  func fault() {
    switch random.below(13) {
    case 0, 1: crashAgent(random.below(agents.count))
    case 2:
      if let coordinator = coordinators.last(where: \.isActive) {
        note("coordinator \(coordinator.number) dies")
        coordinator.die()
      }
    case 3: killRedis(random.below(2))
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
