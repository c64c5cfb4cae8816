import Cutover
import Protocol

/// Judges the Redis that leads and the one that will (redis-bullmq.md, P0).
struct RedisChecks: Sendable {
  /// Which way the run goes.
  let direction: Direction
  /// The leader's host.
  let leader: HostID
  /// The follower's host.
  let follower: HostID
  /// The pair, as the fleet file has it.
  let redis: FleetRedis
  /// Containers of workers and of the App: clients that a run moves, or says how they are moved.
  let known: Set<String>
  /// Hosts of the fleet by their tailnet address: how their containers are seen from another host.
  var hosts: [String: String] = [:]

  var leaderContainer: String {
    direction == .cutover ? redis.source.container : redis.target.container
  }
  var subject: String { "\(leaderContainer) on \(leader)" }

  /// The one that leads.
  func leading(_ answer: CheckFacts.Answer<RedisFacts>) -> [CheckResult] {
    let facts: RedisFacts
    switch answer {
    case .success(let found): facts = found
    case .failure(let error):
      return [
        CheckResult(.answers, subject, .fail, observed: error.message, required: "an answer", remedy: error.next)
      ]
    }
    let answers = facts.runID != nil && facts.loading != true
    let first = CheckResult(
      .answers, subject, holds: answers,
      observed: answers
        ? "\(facts.version ?? "?"), \(facts.keys ?? 0) keys, \(ByteCount.text(UInt64(facts.usedMemory ?? 0)))"
        : facts.loading == true ? "it is loading its data" : facts.problem ?? "its container is \(facts.state)",
      required: "an answer, and its data loaded", remedy: "on \(leader): docker logs --tail 20 \(leaderContainer)")
    guard answers else { return [first] }
    return [first, role(facts), databases(facts), eviction(facts), evicted(facts), persistence(facts)]
      + [standalone(facts), readOnly(facts, subject), modules(facts), functions(facts), containerMemory(facts)]
      .compactMap(\.self)
  }

  private func role(_ facts: RedisFacts) -> CheckResult {
    CheckResult(
      .role, subject, holds: facts.role == "master", observed: "role \(facts.role ?? "unknown")",
      required: "master: it must hold the pen", remedy: "coordinator status")
  }

  private func databases(_ facts: RedisFacts) -> CheckResult {
    CheckResult(
      .databases, subject, holds: facts.otherDatabases.isEmpty,
      observed: facts.otherDatabases.isEmpty
        ? "only database 0 has keys" : "keys in \(facts.otherDatabases.joined(separator: ", "))",
      required: "no keys in other databases: they are copied, and nobody counts them",
      remedy: "move what uses them, or empty them: redis-cli -n N FLUSHDB, if nobody needs it")
  }

  private func eviction(_ facts: RedisFacts) -> CheckResult {
    let policy = facts.evictionPolicy ?? "unknown"
    return CheckResult(
      .eviction, subject, holds: policy == "noeviction", otherwise: .warn, observed: "maxmemory-policy \(policy)",
      required: "noeviction, which a run sets before it copies, and puts back",
      remedy: "coordinator cutover does it; by hand: raise maxmemory first, then CONFIG SET maxmemory-policy noeviction"
    )
  }

  private func evicted(_ facts: RedisFacts) -> CheckResult {
    let count = facts.evictedKeys ?? 0
    return CheckResult(
      .evicted, subject, holds: count == 0, otherwise: .warn,
      observed: "\(count) keys evicted since its start", required: "0: for BullMQ each is a lost job or a dangling id",
      remedy: "the loss was before this run: coordinator check redis.dangling says how many jobs it hit")
  }

  private func persistence(_ facts: RedisFacts) -> CheckResult {
    var problems: [String] = []
    if facts.depth?.lastSaveSucceeded == false { problems.append("the last save failed") }
    if facts.persistenceHealthy == false { problems.append("the last write or rewrite of the append-only file failed") }
    let mode = facts.appendOnly == true ? "append-only file on" : "append-only file off"
    return CheckResult(
      .persistence, subject, holds: problems.isEmpty,
      observed: problems.isEmpty ? "\(mode), last save and writes ok" : problems.joined(separator: ", "),
      required: "saves and writes that succeed: the copy is made by the same fork",
      remedy: "on \(leader): df -h; free -h; docker logs --tail 50 \(leaderContainer)")
  }

  private func modules(_ facts: RedisFacts) -> CheckResult? {
    guard let depth = facts.depth else { return nil }
    return CheckResult(
      .modules, subject, holds: depth.modules.isEmpty,
      observed: depth.modules.isEmpty ? "none" : depth.modules.joined(separator: ", "),
      required: "no modules: the new Redis has none and would refuse their data",
      remedy: "this version moves no modules: MODULE UNLOAD where their data is not needed any more")
  }

  private func functions(_ facts: RedisFacts) -> CheckResult? {
    guard let depth = facts.depth else { return nil }
    return CheckResult(
      .functions, subject, .pass, observed: depth.functionLibraries.map { "\($0) libraries" } ?? "none: below 7.0",
      required: "function libraries travel with the copy")
  }

  /// A fork of a full Redis needs room in the same container.
  private func containerMemory(_ facts: RedisFacts) -> CheckResult? {
    guard let depth = facts.depth else { return nil }
    guard depth.memoryLimit > 0 else {
      return CheckResult(.containerMemory, subject, .pass, observed: "no limit of its own", required: "room for a fork")
    }
    let needed = (facts.usedMemory ?? 0) * 3 / 2
    return CheckResult(
      .containerMemory, subject, holds: depth.memoryLimit >= needed,
      observed: "limited to \(ByteCount.text(UInt64(depth.memoryLimit)))",
      required: "\(ByteCount.text(UInt64(needed))): its data, and half of it again for a fork",
      remedy: "on \(leader): docker update --memory \(needed) \(leaderContainer)")
  }

  /// What waits without a job.
  func dangling(_ answer: CheckFacts.Answer<AuditQueues.Reply>) -> CheckResult {
    let required = "every waiting id with its job: a worker runs an id without one as an empty job"
    switch answer {
    case .failure(let error):
      return CheckResult(.dangling, subject, .warn, observed: error.message, required: required, remedy: error.next)
    case .success(let reply):
      let bad = reply.audits.filter { $0.dangling > 0 }
      let waiting = reply.audits.reduce(0) { $0 + $1.waiting }
      let sampled = reply.audits.reduce(0) { $0 + $1.sampled }
      let extent = sampled < waiting ? "\(sampled) of \(waiting) looked at" : "all \(waiting) looked at"
      return CheckResult(
        .dangling, subject, holds: bad.isEmpty,
        observed: bad.isEmpty
          ? "none; \(extent)"
          : bad.map { "\($0.queue) \($0.dangling) of \($0.sampled)" }.joined(separator: ", ") + "; \(extent)",
        required: required,
        remedy: direction == .cutover
          ? "lost before this run, they will run empty: prepare the workers, or --accept redis.dangling"
          : "they will run empty on either side: prepare the workers")
    }
  }

  /// Who talks to the one that leads: whoever is neither a worker nor the App is moved by nobody.
  func clients(_ answer: CheckFacts.Answer<[ClientFacts]>) -> CheckResult {
    let required = "every client's address a container of \(leader) that this run moves"
    switch answer {
    case .failure(let error):
      return CheckResult(.clients, subject, .warn, observed: error.message, required: required, remedy: error.next)
    case .success(let clients):
      let strangers = clients.filter { $0.container == nil && hosts[$0.address] == nil }
      let others = clients.filter { client in client.container.map { !known.contains($0) } ?? false }
      let words = strangers.map { client in
        client.address + (client.names.isEmpty ? "" : " (\(client.names.joined(separator: ", ")))")
      }
      if !strangers.isEmpty {
        return CheckResult(
          .clients, subject, .fail, observed: "nobody's: \(words.joined(separator: ", "))", required: required,
          remedy: "find who that is (ss -tnp on \(leader)), end it or move it; or --accept redis.clients")
      }
      return CheckResult(
        .clients, subject, holds: others.isEmpty, otherwise: .warn,
        observed: others.isEmpty
          ? "\(clients.count) addresses, all of workers, the App and hosts of the fleet"
          : "moved by nobody: \(others.compactMap(\.container).joined(separator: ", "))",
        required: required,
        remedy: "point them at the new Redis right after the cut: until then their writes are refused")
    }
  }
}
