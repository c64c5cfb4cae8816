import Cutover
import Docker
import Protocol
import Redis

/// Restores a backup into a throw-away Redis that no network reaches, and counts what is in it. That Redis is removed in
/// any case; what an earlier life of the agent left is removed first.
struct BackUpRestoration: Sendable {
  let services: AgentServices

  /// The label of the throw-away container; its value is the run.
  static let label = "cutover.proof"
  /// How long the upload and the loading may take each.
  static let limit = Duration.seconds(3600)

  private static let fileName = "cutover-proof.rdb"
  /// Counts of one queue after the other, in the order of `QueueDepth`, without BullMQ 4's markers.
  private static let script = """
    local r={} for i=2,#ARGV do local k=ARGV[1]..':'..ARGV[i]..':' \
    local function l(s) local n=redis.call('LLEN',k..s) local e=redis.call('LINDEX',k..s,-1) \
    if e and string.sub(e,1,2)=='0:' then n=n-1 end return n end \
    r[#r+1]=l('wait') r[#r+1]=redis.call('LLEN',k..'active') r[#r+1]=l('paused') \
    for _,s in ipairs({'delayed','prioritized','waiting-children','completed','failed'}) do \
    r[#r+1]=redis.call('ZCARD',k..s) end end return r
    """

  /// Proves a backup.
  /// - Throws: ``ProtocolError`` with `refused` where it has not what the Redis had, or is no longer the file that was
  ///   written; `docker` where no container can be made.
  func prove(_ order: ProveBackUp, run: RunID) async throws(ProtocolError) -> ProveBackUp.Reply {
    let directory = RedisBackUp.directory(in: services.configuration.stateDirectory)
    guard order.backup.path.hasPrefix("\(directory)/"), !order.backup.path.contains("..") else {
      throw ProtocolError(.refused, "\(order.backup.path) is none of this agent's backups")
    }
    let began = ContinuousClock.now
    do {
      let engine = try await services.docker.connected()
      let label = (name: Self.label, value: run.rawValue)
      try await engine.removeThrowAways(label: label)
      let counted: Counted
      do {
        counted = try await restore(order, engine, label)
      } catch {
        try? await engine.removeThrowAways(label: label)
        throw error
      }
      try await engine.removeThrowAways(label: label)
      let proof = BackUpProof(expected: order.backup.content, keys: counted.keys, queues: counted.queues)
      if let finding = proof.finding {
        throw ProtocolError(.refused, "\(finding.observed); required: \(finding.required)", next: finding.next)
      }
      try await services.state.remember(
        .backUpProved(container: order.redis.container, run: run, order.backup))
      return ProveBackUp.Reply(
        keys: Int(counted.keys), queues: counted.queues,
        milliseconds: Int((ContinuousClock.now - began) / .milliseconds(1)))
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// What the restored Redis holds.
  struct Counted: Sendable {
    let keys: UInt64
    let queues: [QueueDepth]
  }

  private func restore(
    _ order: ProveBackUp, _ engine: DockerEngine, _ label: (name: String, value: String)
  ) async throws -> Counted {
    let image = try await engine.inspect(order.redis.container).imageIdentifier
    let container = try await engine.create(
      DockerEngine.ThrowAway(
        name: "cutover-proof-\(label.value)", label: label, image: image,
        command: [
          "redis-server", "--port", "6379", "--dir", "/", "--dbfilename", Self.fileName, "--save", "", "--appendonly",
          "no",
        ],
        memory: order.backup.usedMemory * 3 / 2 + 256 << 20))
    let source = try BackUpSource(path: order.backup.path)
    do {
      // Nobody in the container may read more than this: it is world-readable there, and nothing else runs there.
      try await engine.writeFile(
        TarFileWriter(name: Self.fileName, size: order.backup.bytes, mode: 0o444), to: "/", of: container,
        deadline: Self.limit
      ) { try await source.next() }
    } catch {
      _ = await source.finish()
      throw error
    }
    let digest = await source.finish()
    guard digest == order.backup.sha256 else {
      throw ProtocolError(
        .refused, "\(order.backup.path) has SHA-256 \(digest); required: \(order.backup.sha256), as it was written",
        next: "look at the disk of this host, then coordinator finalize, which takes a new backup")
    }
    try await engine.start(container)
    let redis = ContainerRedis(engine: engine, container: container, port: 6379, password: nil)
    try await awaitLoaded(redis, container, engine)
    return try await count(redis, order)
  }

  private func awaitLoaded(_ redis: ContainerRedis, _ container: String, _ engine: DockerEngine) async throws {
    let limit = ContinuousClock.now + Self.limit
    while ContinuousClock.now < limit {
      let details = try await engine.inspect(container)
      guard details.state.isRunning else {
        let log = try? await engine.logs(of: details, tail: 3).lines.map(\.text).joined(separator: " | ")
        throw ProtocolError(
          .refused, "a Redis with the backup does not run: \(log ?? "no log"); required: that it loads",
          next: "keep the old Redis; look at this host's memory, then coordinator finalize")
      }
      // It may not listen yet.
      if let text = try? await redis.ask(["INFO", "persistence"]),
        RedisInformation(parsing: text).persistence.isLoading == false
      {
        return
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw ProtocolError(
      .deadlineExceeded, "the backup was not loaded within \(Self.limit)",
      next: "look at this host's load, then coordinator finalize")
  }

  private func count(_ redis: ContainerRedis, _ order: ProveBackUp) async throws -> Counted {
    let size = Self.numbers(try await redis.ask(["DBSIZE"]))
    let names = order.backup.content.before.map(\.name)
    let words = ["--raw", "EVAL", Self.script, "0", order.prefix] + names
    let numbers = names.isEmpty ? [] : Self.numbers(try await redis.ask(words))
    guard let keys = size.first, let queues = Self.queues(names, numbers) else {
      throw ProtocolError(.redis, "the restored Redis cannot be counted", next: "coordinator finalize tries again")
    }
    return Counted(keys: keys, queues: queues)
  }

  /// The counts of each queue, from the script's numbers; `nil` where there are not eight for each.
  static func queues(_ names: [String], _ numbers: [UInt64]) -> [QueueDepth]? {
    guard numbers.count == names.count * 8 else { return nil }
    return names.enumerated().map { index, name in
      let row = numbers[(index * 8)..<(index * 8 + 8)].map(\.self)
      return QueueDepth(
        name: name, waiting: row[0], active: row[1], paused: row[2], delayed: row[3], prioritized: row[4],
        waitingChildren: row[5], completed: row[6], failed: row[7])
    }
  }

  /// One number a line.
  static func numbers(_ text: String) -> [UInt64] {
    text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
  }
}
