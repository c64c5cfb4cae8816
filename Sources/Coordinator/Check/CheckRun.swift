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

  private var leader: HostID { direction == .cutover ? subject.source : subject.target }
  private var follower: HostID { direction == .cutover ? subject.target : subject.source }

  /// What was read, with how long it took.
  private enum Part: Sendable {
    case host(HostID, CheckFacts.Answer<Protocol.HostFacts>)
    case leader(CheckFacts.Answer<RedisFacts>)
    case follower(
      CheckFacts.Answer<RedisFacts>, reach: CheckFacts.Answer<ProbeRedis.Reply>?,
      logins: [HostID: CheckFacts.Answer<ProbeRedis.Reply>])
    case image(String, CheckFacts.Answer<Protocol.HostFacts>)
    case noImage
    case path(HostID, HostID, CheckFacts.Answer<TailnetFacts>)
    case clients(CheckFacts.Answer<[ClientFacts]>)
    case audit(CheckFacts.Answer<AuditQueues.Reply>)
    case app(AppFindings)
    case workers(HostID, WorkersReference, CheckFacts.Answer<VariableFacts>, CheckFacts.Answer<[WorkerFacts]>)
  }

  /// Runs all checks.
  /// - Parameters:
  ///   - accepted: failures that an operator accepts by name.
  ///   - emit: told each result as soon as it is known.
  func run(accepted: Set<CheckID> = [], emit: @Sendable (CheckResult) -> Void = { _ in }) async -> CheckSummary {
    var facts = CheckFacts()
    var results: [CheckResult] = []
    await withTaskGroup(of: (Part, Duration).self) { group in
      for part in parts {
        group.addTask {
          let began = ContinuousClock.now
          return (await part(), ContinuousClock.now - began)
        }
      }
      for await (part, time) in group {
        for var result in judge(part, &facts) {
          result.milliseconds = Int(time / .milliseconds(1))
          emit(result)
          results.append(result)
        }
      }
    }
    for result in judgeTogether(facts) {
      emit(result)
      results.append(result)
    }
    let places = Dictionary(uniqueKeysWithValues: CheckID.allCases.enumerated().map { ($1, $0) })
    results.sort { (places[$0.id] ?? 0, $0.subject) < (places[$1.id] ?? 0, $1.subject) }
    return CheckSummary(results: results, accepted: accepted)
  }

  // MARK: Asking

  private var parts: [@Sendable () async -> Part] {
    var parts: [@Sendable () async -> Part] = subject.participants.map { host in
      {
        let isTarget = host == subject.target
        let address = isTarget ? "\(subject.redis.target.publish.address)" : nil
        return .host(host, await ask(host, ReadHostFacts(address: address)))
      }
    }
    parts += [{ await readLeader() }, { await readFollower() }, { await readClients() }]
    parts.append { await readPath() }
    if direction == .cutover { parts.append { await readImage() } }
    parts.append { await readAudit() }
    if movesApp, let app = subject.app { parts.append { await readApp(app) } }
    for host in subject.workerHosts {
      for reference in subject.workers(on: host) { parts.append { await readWorkers(host, reference) } }
    }
    return parts
  }

  /// The new Redis's image: what the fleet file says, or that of the old one's own version, which must be asked first.
  private func readImage() async -> Part {
    var image = subject.redis.target.image
    if image == nil, let facts = try? await ask(leader, InspectRedis(redis: reference(leader))).get() {
      image = facts.version.map { ServerPair.image(for: $0) }
    }
    guard let image else { return .noImage }
    return .image(image, await ask(subject.target, ReadHostFacts(image: image)))
  }

  private func ask<V: Verb>(
    _ host: HostID, _ verb: V, deadline: TimeAmount = .seconds(15)
  ) async -> CheckFacts.Answer<V.Reply> {
    do throws(ProtocolError) {
      return .success(try await agents.connection(to: host).call(verb, deadline: deadline))
    } catch {
      return .failure(error)
    }
  }

  private func reference(_ host: HostID) -> RedisReference {
    subject.reference(of: host) ?? RedisReference(container: "", password: .none)
  }

  private func readLeader() async -> Part {
    .leader(await ask(leader, InspectRedis(redis: reference(leader), asksFormat: true, inDepth: true)))
  }

  private func readFollower() async -> Part {
    let answer = await ask(follower, InspectRedis(redis: reference(follower), asksFormat: true, inDepth: true))
    let target = subject.redis.target
    // On the way back the new one leads: its own agent has reached it.
    guard direction == .cutover, (try? answer.get())?.runID != nil else {
      return .follower(answer, reach: nil, logins: [:])
    }
    let probe = ProbeRedis(
      address: "\(target.publish.address)", port: Int(target.publish.port),
      container: subject.redis.source.container)
    async let reach = ask(subject.source, probe)
    return .follower(answer, reach: await reach, logins: await readLogins())
  }

  /// Each host as a client of the new Redis.
  private func readLogins() async -> [HostID: CheckFacts.Answer<ProbeRedis.Reply>] {
    let publish = subject.redis.target.publish
    let probe = ProbeRedis(
      address: "\(publish.address)", port: Int(publish.port), password: subject.targetPassword)
    return await withTaskGroup(of: (HostID, CheckFacts.Answer<ProbeRedis.Reply>).self) { group in
      for host in subject.participants { group.addTask { (host, await ask(host, probe)) } }
      var answers: [HostID: CheckFacts.Answer<ProbeRedis.Reply>] = [:]
      for await (host, answer) in group { answers[host] = answer }
      return answers
    }
  }

  /// The copy goes from the leader to the follower.
  private func readPath() async -> Part {
    let address = subject.fleet.host(follower.rawValue)?.address.description ?? ""
    return .path(leader, follower, await ask(leader, ReadTailnet(address: address)))
  }

  private func readClients() async -> Part {
    .clients(await ask(leader, RedisClients(redis: reference(leader))).map(\.clients))
  }

  private func readAudit() async -> Part {
    .audit(
      await ask(
        leader, AuditQueues(redis: reference(leader), prefix: subject.redis.prefix), deadline: .minutes(2)))
  }

  private func readApp(_ app: AppAccess) async -> Part {
    let checks = AppChecks(
      app: app, direction: direction, target: subject.targetAddress,
      reader: AppContainersReader(agents: agents, hosts: subject.hosts))
    return .app(await checks.results())
  }

  private func readWorkers(_ host: HostID, _ reference: WorkersReference) async -> Part {
    let question = InspectWorkers.LogQuestion(started: subject.fleet.checks.started)
    async let variable = ask(host, ResolveVariable(workers: reference), deadline: .minutes(1))
    async let workers = ask(host, InspectWorkers(workers: reference, logs: question), deadline: .seconds(30))
    return .workers(host, reference, await variable, await workers.map(\.workers))
  }

  // MARK: Judging

  private func judge(_ part: Part, _ facts: inout CheckFacts) -> [CheckResult] {
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
      facts.workers[reference] = workers
      let checks = WorkerChecks(
        host: host, project: reference.project, checks: subject.fleet.checks,
        drainSeconds: Int(subject.fleet.policy.drain / .seconds(1)))
      return [checks.variable(variable)] + checks.results(workers, variable)
    }
  }

  /// What needs more than one answer.
  private func judgeTogether(_ facts: CheckFacts) -> [CheckResult] {
    let leading = facts.leader.flatMap { try? $0.get() }
    let hosts = HostChecks(
      dataBytes: leading?.usedMemory, target: direction == .cutover ? subject.target : nil, leader: leader)
    var results = facts.hosts.sorted { $0.key < $1.key }.flatMap { hosts.results($0.key, $0.value) }
    if let clocks = HostChecks.clocks(facts.hosts) { results.append(clocks) }
    if let clients = facts.clients { results.append(redisChecks(owned(facts)).clients(clients)) }
    guard direction == .cutover, let follower = facts.follower else { return results }
    var checks = TargetChecks(
      target: subject.redis.target, passwordProblem: TargetChecks.problem(of: subject.targetPassword))
    if case .failure(let error) = follower { checks.absence = "not known: \(error.message)" }
    let host = facts.hosts[subject.target].flatMap { try? $0.get() }
    results += checks.results(follower, leader: leading, host: host)
    if let image = facts.image { results += checks.image(image.name, image.answer) }
    results.append(checks.reach(facts.reach, from: subject.redis.source.container))
    results += checks.login(facts.logins)
    return results
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
