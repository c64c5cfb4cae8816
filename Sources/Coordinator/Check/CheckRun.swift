import Cutover
import NIOCore
import Protocol

/// Asks every agent what the checks judge, all at once, and says each result as soon as it is known. It changes nothing.
struct CheckRun: Sendable {
  let subject: RunSubject
  let agents: FleetConnections
  let direction: Direction
  /// Whether the run moves the App as well.
  var movesApp = true
  /// The checks that are wanted; none: all. What only others need is not asked.
  var wanted: Set<CheckID>?

  var leader: HostID { direction == .cutover ? subject.source : subject.target }
  var follower: HostID { direction == .cutover ? subject.target : subject.source }

  /// Whether any of these checks is wanted.
  func wants(_ ids: Set<CheckID>) -> Bool { wanted.map { !$0.isDisjoint(with: ids) } ?? true }

  /// Runs all checks.
  /// - Parameters:
  ///   - accepted: failures that an operator accepts by name.
  ///   - emit: told each result as soon as it is known.
  func run(accepted: Set<CheckID> = [], emit: @Sendable (CheckResult) -> Void = { _ in }) async -> CheckSummary {
    var facts = CheckFacts()
    var results: [CheckResult] = []
    // How long the slowest answer took that a check rests on.
    var slowest: [CheckID: Int] = [:]
    func take(_ judged: [CheckResult], _ milliseconds: (CheckID) -> Int?) {
      for var result in judged where wants([result.id]) {
        result = result.judged(for: direction)
        result.milliseconds = milliseconds(result.id)
        emit(result)
        results.append(result)
      }
    }
    await withTaskGroup(of: (CheckPart, Set<CheckID>, Int).self) { group in
      for question in questions where wants(question.yields) {
        group.addTask {
          let began = ContinuousClock.now
          let part = await question.ask()
          return (part, question.yields, Int((ContinuousClock.now - began) / .milliseconds(1)))
        }
      }
      for await (part, yields, milliseconds) in group {
        for id in yields { slowest[id] = max(slowest[id] ?? 0, milliseconds) }
        take(judge(part, &facts)) { _ in milliseconds }
      }
    }
    take(judgeTogether(facts)) { slowest[$0] }
    let places = Dictionary(uniqueKeysWithValues: CheckID.allCases.enumerated().map { ($1, $0) })
    results.sort { (places[$0.id] ?? 0, $0.subject) < (places[$1.id] ?? 0, $1.subject) }
    return CheckSummary(results: results, accepted: accepted)
  }

  private func judge(_ part: CheckPart, _ facts: inout CheckFacts) -> [CheckResult] {
    switch part {
    case .host(let host, let answer):
      facts.hosts[host] = answer
      return []
    case .leader(let answer):
      facts.leader = answer
      return redisChecks([]).leading(answer)
    case .follower(let answer, let reach, let logins):
      facts.logins = logins
      facts.follower = answer
      facts.reach = reach
      return []
    case .clients(let answer):
      facts.clients = answer
      return []
    case .audit(let answer):
      let checks = redisChecks([])
      let drain = Int(subject.fleet.policy.drain / .seconds(1))
      return [checks.dangling(answer), checks.jobs(answer, drainSeconds: drain)].compactMap(\.self)
    case .image(let name, let answer):
      facts.image = (name, answer)
      return []
    case .noImage: return []
    case .app(let findings):
      facts.app = findings.containers
      return findings.results
    case .path(let host, let other, let answer): return [HostChecks.path(host, to: other, answer)]
    case .workers(let host, let reference, let variable, let workers):
      if let workers { facts.workers[reference] = workers }
      let checks = WorkerChecks(
        host: host, project: reference.project, checks: subject.fleet.checks,
        drainSeconds: Int(subject.fleet.policy.drain / .seconds(1)))
      let supplied = variable.map { [checks.variable($0), checks.dependents($0)].compactMap(\.self) } ?? []
      return supplied + (workers.map { checks.results($0, variable) } ?? [])
    }
  }

  /// What needs more than one answer.
  private func judgeTogether(_ facts: CheckFacts) -> [CheckResult] {
    let leading = facts.leader.flatMap { try? $0.get() }
    let hosts = HostChecks(
      dataBytes: leading?.usedMemory, target: direction == .cutover ? subject.target : nil, leader: leader,
      leading: leading?.depth)
    var results = facts.hosts.sorted { $0.key < $1.key }.flatMap { hosts.results($0.key, $0.value) }
    if let clocks = HostChecks.clocks(facts.hosts) { results.append(clocks) }
    if let clients = facts.clients { results.append(redisChecks(owned(facts)).clients(clients)) }
    guard direction == .cutover else { return results }
    var checks = TargetChecks(
      target: subject.redis.target, passwordProblem: TargetChecks.problem(of: subject.targetPassword))
    if case .failure(let error) = facts.follower { checks.absence = "not known: \(error.message)" }
    let host = facts.hosts[subject.target].flatMap { try? $0.get() }
    results += checks.results(facts.follower, leader: leading, host: host)
    if let image = facts.image { results += checks.image(image.name, image.answer) }
    guard facts.follower != nil else { return results }
    results.append(checks.reach(facts.reach, from: subject.redis.source.container))
    return results + checks.login(facts.logins)
  }

  private func redisChecks(_ known: Set<String>) -> RedisChecks {
    RedisChecks(
      direction: direction, leader: leader, follower: follower, redis: subject.redis, known: known,
      hosts: Dictionary(
        subject.fleet.hosts.map { ($0.address.description, $0.id) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Containers whose connections a run takes care of, or tells about: workers, and the App where its name is known.
  private func owned(_ facts: CheckFacts) -> Set<String> {
    // The Redis's own container talks to itself: health checks.
    var names: Set<String> = [subject.reference(of: leader)?.container ?? ""]
    for answer in facts.workers.values {
      for worker in (try? answer.get()) ?? [] { if let container = worker.container { names.insert(container) } }
    }
    // An App that is left out of the run is the operator's, by name.
    if case .container(_, let name) = subject.fleet.app { names.insert(name) }
    return names.union(facts.app)
  }
}
