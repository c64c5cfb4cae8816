import Cutover
import Protocol

/// What was read for a plan, and its facts.
struct PlanReading: Sendable {
  let direction: Direction
  /// The Redis that leads, and where.
  let leader: (host: HostID, facts: RedisFacts)
  /// The one that will, and where.
  let follower: (host: HostID, facts: RedisFacts)
  /// Each project's variable and workers, by host.
  let workers: [(host: HostID, variable: VariableFacts, workers: [WorkerFacts])]

  /// What the plan's hash is made of.
  var facts: PlanFacts {
    var values: [String: String] = [:]
    for (host, redis) in [leader, follower] {
      let name = "\(redis.container) on \(host)"
      values["\(name): container"] = redis.containerID.map { String($0.prefix(12)) } ?? "none"
      values["\(name): version"] = redis.version ?? "none"
      values["\(name): maxmemory-policy"] = redis.evictionPolicy ?? "none"
    }
    for entry in workers {
      let variable = entry.variable
      values["\(variable.file) on \(entry.host): assignment"] =
        "line \(variable.line), \(variable.redactedValue), by \(variable.mechanism)"
      for worker in entry.workers {
        let name = "\(worker.service) on \(entry.host)"
        values["\(name): container"] = worker.identifier.map { String($0.prefix(12)) } ?? "none"
        values["\(name): definition"] = worker.configuration.map { String($0.prefix(12)) } ?? "none"
        values["\(name): state"] = worker.state
      }
    }
    return PlanFacts(direction: direction, values: values)
  }
}
