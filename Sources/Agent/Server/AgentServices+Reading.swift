import Cutover
import Docker
import NIOPosix
import Protocol
import Redis

/// Verbs that look and touch nothing.
extension AgentServices {
  /// Agrees on a version and says who we are.
  func hello(_ hello: Hello, _: RequestContext<Hello>) throws(ProtocolError) -> Hello.Reply {
    guard
      let version = ProtocolVersion.negotiated(peerOldest: hello.oldestVersion, peerNewest: hello.newestVersion)
    else {
      throw ProtocolError(
        .versionUnsupported,
        "the asker speaks \(hello.oldestVersion) to \(hello.newestVersion); this agent speaks \(ProtocolVersion.spoken)",
        next: "run `coordinator upgrade`")
    }
    return Hello.Reply(
      version: version, agentVersion: Self.version, fleet: configuration.fleet,
      host: HostID(rawValue: configuration.host), bootID: host.bootID, architecture: host.architecture,
      capabilities: VerbName.allCases.map(\.rawValue))
  }

  /// The host's facts of this moment.
  func hostFacts(_ verb: ReadHostFacts, _: RequestContext<ReadHostFacts>) async -> HostFacts {
    var facts = host.facts(stateDirectory: configuration.stateDirectory, docker: await docker.facts())
    facts.addressIsOwn = verb.address.map { BindProbe.isOwn($0) }
    facts.boot = verb.address.map { _ in BootReader().facts() }
    facts.redisDiskFree = configuration.redisDirectory.map { HostReader.free(in: $0) }
    if let image = verb.image.flatMap({ ImageReference($0) }) {
      // A Docker that does not answer is said already.
      facts.imagePresent = try? await docker.connected().image(image) != nil
    }
    return facts
  }

  /// The facts of one Redis.
  func inspectRedis(
    _ verb: InspectRedis, _: RequestContext<InspectRedis>
  ) async throws(ProtocolError) -> RedisFacts {
    var facts = try await inspection.facts(
      of: verb.redis, withFormat: verb.asksFormat == true, inDepth: verb.inDepth == true)
    facts.standIn = await standIns.facts(of: verb.redis.container)
    facts.lostLink = try await replication.lostLink(of: verb.redis.container)
    return facts
  }

  /// How deep each queue is.
  func queueDepths(
    _ verb: QueueDepths, _: RequestContext<QueueDepths>
  ) async throws(ProtocolError) -> QueueDepths.Reply {
    try await inspection.depths(of: verb.redis, prefix: verb.prefix, queues: verb.queues)
  }

  /// Whether ids that wait have their jobs.
  func auditQueues(
    _ verb: AuditQueues, _: RequestContext<AuditQueues>
  ) async throws(ProtocolError) -> AuditQueues.Reply {
    try await inspection.audit(verb)
  }

  /// How this host reaches another one.
  func tailnet(_ verb: ReadTailnet, _: RequestContext<ReadTailnet>) async -> TailnetFacts {
    await Tailscaled().facts(of: verb.address)
  }

  /// Who talks to one Redis.
  func redisClients(
    _ verb: RedisClients, _: RequestContext<RedisClients>
  ) async throws(ProtocolError) -> RedisClients.Reply {
    // Who comes through a stand-in uses the old name, and so has yet to be moved.
    let through = try await standIns.clients(of: verb.redis.container)
    let direct = try await inspection.clients(of: verb.redis, withProcesses: verb.asksProcesses == true)
    return RedisClients.Reply(clients: direct + through)
  }

  /// The workers of one project.
  func inspectWorkers(
    _ verb: InspectWorkers, _: RequestContext<InspectWorkers>
  ) async throws(ProtocolError) -> InspectWorkers.Reply {
    InspectWorkers.Reply(workers: try await containers(verb.workers).facts(verb.logs))
  }

  /// The App's containers.
  func inspectApp(_ verb: InspectApp, _: RequestContext<InspectApp>) async throws(ProtocolError) -> InspectApp.Reply {
    InspectApp.Reply(containers: try await AppContainers(docker: docker).facts(of: verb.app))
  }

  /// Which file supplies the workers' variable.
  func resolveVariable(
    _ verb: ResolveVariable, _: RequestContext<ResolveVariable>
  ) async throws(ProtocolError) -> VariableFacts {
    try await environment(verb.workers).facts()
  }

  /// Reaches a Redis from this host as a client will.
  func probeRedis(
    _ verb: ProbeRedis, _: RequestContext<ProbeRedis>
  ) async throws(ProtocolError) -> ProbeRedis.Reply {
    if let container = verb.container { return try await ContainerProbe(docker: docker).probe(verb, from: container) }
    let password = verb.password.map { secret in secret.withRevealed { RedisPassword($0) } }
    do throws(RedisError) {
      let connection = try await RedisConnection.connect(
        to: .address(verb.address, port: verb.port), password: password,
        on: MultiThreadedEventLoopGroup.singleton.next())
      do throws(RedisError) {
        let reply = try await Self.probe(connection)
        await connection.close()
        return reply
      } catch {
        await connection.close()
        throw error
      }
    } catch {
      throw ProtocolError(error)
    }
  }

  private static func probe(_ connection: RedisConnection) async throws(RedisError) -> ProbeRedis.Reply {
    let began = ContinuousClock.now
    _ = try await connection.call(.ping)
    let microseconds = Int((ContinuousClock.now - began) / .microseconds(1))
    let version = try await connection.information(.server).server.version
    return ProbeRedis.Reply(version: version.map { "\($0)" } ?? "unknown", microseconds: microseconds)
  }

  /// What the pen's records say.
  func penFacts(_: ReadPenFacts, _: RequestContext<ReadPenFacts>) async throws(ProtocolError) -> PenFacts {
    try await state.facts(cutInProgress: cuts.isRunning)
  }

  /// The worker containers of a project that this agent is configured for.
  func containers(_ reference: WorkersReference) throws(ProtocolError) -> WorkerContainers {
    try checkProject(reference)
    return WorkerContainers(docker: docker, reference: reference)
  }

  /// The env file of a project that this agent is configured for.
  func environment(_ reference: WorkersReference) throws(ProtocolError) -> WorkersEnvironment {
    try checkProject(reference)
    return WorkersEnvironment(compose: compose, reference: reference)
  }

  private func checkProject(_ reference: WorkersReference) throws(ProtocolError) {
    let project = AgentConfiguration.Project(project: reference.project, compose: reference.compose)
    guard configuration.projects.contains(project) else {
      throw ProtocolError(
        .refused, "this agent is not configured for \(reference.compose) in \(reference.project)",
        next: "run `coordinator bootstrap`, which tells the agent of a changed fleet file")
    }
  }
}
