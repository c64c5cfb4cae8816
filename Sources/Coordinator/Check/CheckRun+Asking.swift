import Cutover
import NIOCore
import Protocol

/// What is asked of whom, and for which checks.
extension CheckRun {
  /// Every question of this direction, with the checks that rest on it.
  var questions: [CheckQuestion] {
    var questions = subject.participants.map { host in
      let isTarget = host == subject.target
      let address = isTarget ? "\(subject.redis.target.publish.address)" : nil
      return CheckQuestion(yields: Self.hostChecks.union(isTarget ? [.publish] : [])) {
        .host(host, await ask(host, ReadHostFacts(address: address)))
      }
    }
    questions += [
      CheckQuestion(yields: Self.leaderChecks) { await readLeader() },
      CheckQuestion(yields: [.clients]) { await readClients() },
      CheckQuestion(yields: [.path]) { await readPath() },
      CheckQuestion(yields: [.dangling, .jobs]) { await readAudit() },
    ]
    if direction == .cutover {
      // On the way back the one that follows is judged by the run's own step, which waits for the reverse link.
      questions.append(CheckQuestion(yields: Self.followerChecks) { await readFollower() })
      questions.append(CheckQuestion(yields: [.image]) { await readImage() })
    }
    if movesApp, let app = subject.app {
      questions.append(CheckQuestion(yields: Self.appChecks) { await readApp(app) })
    }
    for host in subject.workerHosts {
      for reference in subject.workers(on: host) {
        questions.append(
          CheckQuestion(yields: Self.variableChecks.union(Self.workerChecks).union(Self.logChecks)) {
            await readWorkers(host, reference)
          })
      }
    }
    return questions
  }

  static let hostChecks: Set<CheckID> = [.docker, .disk, .clock, .memory, .overcommit, .restarters]
  static let leaderChecks: Set<CheckID> = [
    .answers, .role, .standalone, .readOnly, .databases, .eviction, .evicted, .persistence, .modules, .functions,
    .containerMemory, .disk, .memory, .versions, .room,
  ]
  static let followerChecks: Set<CheckID> = [.target, .containerMemory, .versions, .room, .login, .reach]
  /// A client's address may be the App's.
  static let appChecks: Set<CheckID> = [
    .plainHTTP, .coolify, .abilities, .appVariable, .deployments, .appContainer, .clients,
  ]
  static let variableChecks: Set<CheckID> = [.variable, .url, .dependents]
  static let workerChecks: Set<CheckID> = [.running, .url, .restarts, .grace, .clients]
  static let logChecks: Set<CheckID> = [.mounts, .moduleErrors, .started, .otherVariables, .connections]

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

  /// The new Redis's image: what the fleet file says, or that of the old one's own version, which must be asked first.
  private func readImage() async -> CheckPart {
    var image = subject.redis.target.image
    if image == nil, let facts = try? await ask(leader, InspectRedis(redis: reference(leader))).get() {
      image = facts.version.map { ServerPair.image(for: $0) }
    }
    guard let image else { return .noImage }
    return .image(image, await ask(subject.target, ReadHostFacts(image: image)))
  }

  private func readLeader() async -> CheckPart {
    .leader(await ask(leader, InspectRedis(redis: reference(leader), asksFormat: true, inDepth: true)))
  }

  private func readFollower() async -> CheckPart {
    let answer = await ask(follower, InspectRedis(redis: reference(follower), asksFormat: true, inDepth: true))
    let target = subject.redis.target
    guard (try? answer.get())?.runID != nil else { return .follower(answer, reach: nil, logins: [:]) }
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
  private func readPath() async -> CheckPart {
    let address = subject.fleet.host(follower.rawValue)?.address.description ?? ""
    return .path(leader, follower, await ask(leader, ReadTailnet(address: address)))
  }

  private func readClients() async -> CheckPart {
    .clients(await ask(leader, RedisClients(redis: reference(leader))).map(\.clients))
  }

  private func readAudit() async -> CheckPart {
    .audit(
      await ask(
        leader, AuditQueues(redis: reference(leader), prefix: subject.redis.prefix), deadline: .minutes(2)))
  }

  private func readApp(_ app: AppAccess) async -> CheckPart {
    let checks = AppChecks(
      app: app, direction: direction, target: subject.targetAddress,
      reader: AppContainersReader(agents: agents, hosts: subject.hosts))
    return .app(await checks.results())
  }

  /// Logs are long, and compose takes its time: each is read only where a check of it is wanted.
  private func readWorkers(_ host: HostID, _ reference: WorkersReference) async -> CheckPart {
    let question =
      wants(Self.logChecks) ? InspectWorkers.LogQuestion(started: subject.fleet.checks.started) : nil
    async let variable =
      wants(Self.variableChecks) ? ask(host, ResolveVariable(workers: reference), deadline: .minutes(1)) : nil
    async let workers =
      wants(Self.workerChecks.union(Self.logChecks))
      ? ask(host, InspectWorkers(workers: reference, logs: question), deadline: .seconds(30)) : nil
    return .workers(host, reference, await variable, await workers?.map(\.workers))
  }
}
