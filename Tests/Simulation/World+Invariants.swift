import Cutover

/// The invariants, after every step, and rest at the end.
extension World {
  func check() {
    if redis[0].acceptsWrites, redis[1].acceptsWrites { violate("S1: both Redis accept writes") }
    for index in workers.indices {
      guard let host = workers[index], host.isRunning else { continue }
      guard agents[host.redis].journal.holds else {
        violate(
          "S2: workers of \(agents[index].host) run on \(agents[host.redis].host): \(agents[host.redis].journal.record)"
        )
        continue
      }
    }
    var holders = 0
    for index in 0..<2 {
      guard agents[index].journal.holds else { continue }
      holders += 1
      // Every write has its number, so a log that ends with the last one and has as many is whole.
      let log = redis[index].log
      if redis[index].isEmptied, !redis[index].acceptsWrites { continue }
      if log.count != acknowledged || log.last.map({ Int($0 >> 1) }) != acknowledged - 1 {
        violate("S3: \(log.count) of \(acknowledged) writes on \(agents[index].host), which holds the pen")
      }
    }
    if !redis.contains(where: { $0.log.count == acknowledged }) { violate("S3: nobody has all \(acknowledged) writes") }
    if holders > 1 { violate("S1: two agents hold the pen") }
    if redis[0].log.count < oldWrites {
      violate("S6: \(oldWrites) writes were on the old side, now \(redis[0].log.count)")
    }
    oldWrites = redis[0].log.count
  }

  /// Faults have stopped: everything that died is started, every link works. The fleet must come to rest.
  func settle() {
    note("--- no more faults")
    isSettling = true
    faultsLeft = 0
    heal()
    for index in 0..<2 { redis[index].replicaReadOnly = true }
    let end = steps + Self.patience
    while violations.isEmpty, !isAtRest {
      guard steps < end else { return violate("S4: \(unrest)") }
      for _ in 0..<20 where violations.isEmpty { step() }
    }
  }

  /// One writer, which holds the pen, and all workers on it.
  var isAtRest: Bool {
    guard !coordinators.contains(where: \.isActive), agents.allSatisfy({ $0.isUp && $0.cut == nil }) else {
      return false
    }
    // Nobody serves until an operator has decided; the other side keeps what this one has lost.
    if let lost = (0..<2).first(where: { agents[$0].journal.holds && redis[$0].isEmptied }) {
      return redis[lost].isRunning && !redis.contains(where: \.acceptsWrites)
    }
    guard let holder = redis.firstIndex(where: \.acceptsWrites), agents[holder].journal.holds else {
      return false
    }
    return workers.allSatisfy { $0.map { $0.isRunning && $0.redis == holder } ?? true }
  }

  var unrest: String {
    let records = agents.prefix(2).map {
      "\($0.host): \($0.journal.record), cut \($0.cut.map { "\($0.state)" } ?? "none")"
    }
    let writers = redis.map { $0.acceptsWrites ? "writable" : "not" }
    let hosts = agents.filter { workers[$0.index] != nil }.map { agent in
      "\(agent.host): \(agent.workers.state), lease \(agent.lease.state), running \(workers[agent.index]?.isRunning ?? false)"
    }
    let runs = coordinators.map { $0.machine.outcome?.name ?? "\($0.isUp ? "up" : "dead") \($0.machine.state)" }
    return "no rest: \(records) \(writers) \(hosts) runs \(runs)"
  }
}
