import Cutover
import Docker
import Protocol
import Redis

/// Reads what a Redis and its container are now, for status and checks. It never fails on a Redis that does not answer:
/// that is one of the facts.
struct RedisInspection: Sendable {
  let access: RedisAccess
  /// Where found queues are kept for a while: a search walks all keys.
  var known = KnownQueues()

  /// The facts of one Redis.
  /// - Parameters:
  ///   - redis: which.
  ///   - withFormat: whether the version of its data format is asked as well.
  ///   - inDepth: whether what only checks need is read as well.
  /// - Throws: ``ProtocolError`` only when Docker does not answer.
  func facts(
    of redis: RedisReference, withFormat: Bool = false, inDepth: Bool = false
  ) async throws(ProtocolError) -> RedisFacts {
    let details: ContainerDetails
    do {
      details = try await access.docker.connected().inspect(redis.container)
    } catch let error as DockerError {
      guard error.code == .notFound else { throw ProtocolError(error) }
      return RedisFacts(container: redis.container, state: "absent")
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
    var facts = RedisFacts(
      container: redis.container, containerID: details.id, state: details.state.status.rawValue,
      image: details.configuration.image, restartPolicy: "\(details.host.restartPolicy)")
    guard details.state.isRunning else { return facts }
    do throws(ProtocolError) {
      let (information, format, more) = try await access.withConnection(redis) { connection throws(RedisError) in
        let information = try await connection.information()
        // Nothing is written to learn it (FUNCTION DUMP, or DUMP of a small key that is there).
        let asks = withFormat && information.persistence.isLoading != true
        let more = inDepth ? try await connection.send(Self.depthQuestions) : []
        return (information, asks ? try await connection.rdbVersion() : nil, more)
      }
      Self.fill(&facts, from: information)
      facts.formatVersion = format?.number
      if inDepth { facts.depth = Self.depth(information, more, of: details) }
    } catch {
      facts.problem = "\(error)"
    }
    return facts
  }

  /// The clients by address, with the container that has the address where it is one of this host's.
  func clients(of redis: RedisReference, withProcesses: Bool = false) async throws(ProtocolError) -> [ClientFacts] {
    let list = try await access.withConnection(redis) { connection throws(RedisError) in try await connection.clients()
    }
    var owners = try await addresses()
    // Health checks and `docker exec`: the container talks to itself.
    for loopback in ["127.0.0.1", "::1"] { owners[loopback] = redis.container }
    let others = list.filter { !$0.isReplica && !$0.isMaster && !Self.mayBeOurs($0) }
    let groups = Dictionary(grouping: others) { Self.host(of: $0.address) }
    var facts = groups.map { address, clients in
      ClientFacts(
        address: address, container: owners[address], connections: clients.count,
        names: Set(clients.compactMap(\.name).filter { !$0.isEmpty }).sorted())
    }.sorted { $0.address < $1.address }
    guard withProcesses else { return facts }
    for index in facts.indices {
      if let container = facts[index].container { facts[index].process = await process(in: container) }
    }
    return facts
  }

  /// How deep each queue is: of these queues, or of all that a search finds.
  func depths(
    of redis: RedisReference, prefix: String, queues: [String]? = nil
  ) async throws(ProtocolError) -> QueueDepths.Reply {
    try await access.withConnection(redis) { connection throws(RedisError) in
      if let queues {
        let counts = try await QueueDepthReader(queues: queues, prefix: prefix).read(from: connection)
        return QueueDepths.Reply(queues: counts.map(QueueDepth.init), complete: true)
      }
      let found = try await known.queues(of: redis, prefix: prefix, on: connection)
      let counts = try await QueueDepthReader(queues: found.names, prefix: prefix).read(from: connection)
      return QueueDepths.Reply(queues: counts.map(QueueDepth.init), complete: found.isComplete)
    }
  }

  /// Whether ids that wait in the queues have their jobs: of each queue at most so many, at even distances.
  func audit(_ order: AuditQueues) async throws(ProtocolError) -> AuditQueues.Reply {
    try await access.withConnection(order.redis) { connection throws(RedisError) in
      let found = try await known.queues(of: order.redis, prefix: order.prefix, on: connection)
      let auditor = QueueAuditor(prefix: order.prefix, sample: order.sample)
      var audits: [AuditQueues.Audit] = []
      for queue in found.names {
        let audit = try await auditor.audit(queue, on: connection)
        audits.append(
          AuditQueues.Audit(
            queue: queue, waiting: audit.waiting, sampled: audit.sampled, dangling: audit.dangling,
            longestJobSeconds: audit.longestJobSeconds))
      }
      return AuditQueues.Reply(audits: audits, complete: found.isComplete)
    }
  }

  /// Container names by address, of all networks of this host.
  func addresses() async throws(ProtocolError) -> [String: String] {
    do {
      let engine = try await access.docker.connected()
      var result: [String: String] = [:]
      for summary in try await engine.containers(all: false) {
        for address in summary.addresses { result[address] = summary.names.first }
      }
      return result
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// Whether a connection is an agent's: by its name, or because it is so young that it may not have said it yet. An age of
  /// one second may be that of a few milliseconds, across the end of a second.
  private static func mayBeOurs(_ client: RedisClient) -> Bool {
    let hasSaidNothing = client.command == nil || client.command == "NULL" || client.command == "auth"
    return client.name == "cutover-agent" || ((client.ageSeconds ?? 0) <= 1 && client.name.isEmpty && hasSaidNothing)
  }

  /// The address of `address:port`.
  private static func host(of address: String) -> String {
    address.lastIndex(of: ":").map { String(address[..<$0]) } ?? address
  }

  private static func depth(
    _ information: RedisInformation, _ replies: [RESPValue], of container: ContainerDetails
  ) -> RedisDepthFacts {
    // MODULE LIST: an array a module, `name` first; FUNCTION LIST: an array a library, an error below 7.0.
    let modules = replies.first?.array?.compactMap { $0.array?.dropFirst().first?.string } ?? []
    let settings = settings(replies.dropFirst(2))
    let directory = settings["dir"].flatMap { DataDirectory.onHost($0, in: container.mounts) }
    return RedisDepthFacts(
      modules: modules, functionLibraries: replies.dropFirst().first?.array?.count, memoryLimit: container.host.memory,
      residentMemory: information.memory.resident, lastSaveSucceeded: information.persistence.lastSaveSucceeded,
      appendOnlyBytes: information.persistence.aofSize, mode: information.server.mode,
      replicaReadOnly: settings["replica-read-only"].map { $0 == "yes" },
      dataDiskFree: directory.flatMap { DataDirectory.free(in: $0) },
      disklessSync: settings["repl-diskless-sync"].map { $0 == "yes" })
  }

  /// One setting at a time: more than one pattern needs 7.0.
  private static let depthQuestions: [RedisCommand] =
    [.moduleList, .functionList]
    + ["replica-read-only", "dir", "repl-diskless-sync"].map { RedisCommand.configGet($0) }

  /// Replies of CONFIG GET: a name and its value each.
  private static func settings(_ replies: some Sequence<RESPValue>) -> [String: String] {
    var settings: [String: String] = [:]
    for reply in replies {
      guard let parts = reply.array, parts.count == 2, let name = parts[0].string else { continue }
      settings[name] = parts[1].string
    }
    return settings
  }

  private static func fill(_ facts: inout RedisFacts, from information: RedisInformation) {
    let (replication, persistence) = (information.replication, information.persistence)
    facts.version =
      information.server.valkeyVersion.map { "Valkey \($0)" } ?? information.server.version.map { "\($0)" }
    facts.runID = information.server.runID
    facts.role = replication.role.map { $0 == .master ? "master" : "slave" }
    facts.replicationID = replication.replicationID
    facts.offset = replication.role == .replica ? replication.master?.appliedOffset : replication.offset
    facts.linkUp = replication.master?.isUp
    facts.linkDownSeconds = replication.master?.downSeconds.flatMap { $0 >= 0 ? $0 : nil }
    facts.leaderAddress = replication.master.map { "\($0.host):\($0.port ?? 0)" }
    facts.synchronizing = replication.master?.isSyncInProgress
    facts.followers = replication.connectedReplicas
    facts.readOnly = replication.master?.isReadOnly
    facts.usedMemory = information.memory.used
    facts.maximumMemory = information.memory.maximum
    facts.evictionPolicy = information.memory.policy
    facts.keys = information.keyspace[0]?.keys ?? 0
    facts.otherDatabases = information.keyspace.keys.filter { $0 != 0 }.sorted().map { "db\($0)" }
    facts.clients = information.clients.connected.map { max(0, $0 - 1) }
    facts.operationsPerSecond = information.statistics.operationsPerSecond
    facts.evictedKeys = information.statistics.evictedKeys
    facts.readOnlyErrors = information.errorCounts["READONLY"] ?? 0
    facts.appendOnly = persistence.isAOFEnabled
    facts.rewriteInProgress =
      (persistence.isAOFRewriteInProgress ?? false) || (persistence.isAOFRewriteScheduled ?? false)
    facts.persistenceHealthy =
      (persistence.lastAOFRewriteSucceeded ?? true) && (persistence.lastAOFWriteSucceeded ?? true)
    facts.loading = persistence.isLoading
  }
}

extension QueueDepth {
  /// The engine's depth from what was counted.
  init(_ counts: QueueCounts) {
    func count(_ value: Int) -> UInt64 { UInt64(max(0, value)) }
    self.init(
      name: counts.queue, waiting: count(counts.waiting), active: count(counts.active), paused: count(counts.paused),
      delayed: count(counts.delayed), prioritized: count(counts.prioritized),
      waitingChildren: count(counts.waitingChildren), completed: count(counts.completed), failed: count(counts.failed))
  }
}
