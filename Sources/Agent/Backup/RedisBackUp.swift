import Cutover
import Docker
import Protocol
import Redis

/// Takes a backup of a Redis that does not hold the pen: a snapshot of its own, copied off its container. The one that
/// holds the pen is left alone, since a fork costs its clients time.
struct RedisBackUp: Sendable {
  let services: AgentServices

  /// How long a save or a rewrite that runs already may take, and then the snapshot itself.
  static let saveLimit = Duration.seconds(1800)
  /// How long the copy may take.
  static let copyLimit = Duration.seconds(7200)
  /// Room that must be left beside the backup, in bytes: the agent's journal lies there too.
  static let spareRoom = 64 << 20

  /// Where backups lie.
  static func directory(in stateDirectory: String) -> String { "\(stateDirectory)/backups" }

  /// Takes it.
  /// - Throws: ``ProtocolError`` with `refused` where this host's Redis holds the pen, `precondition` where there is no
  ///   room, `redis`, `docker` or `storage` where one of them fails.
  func take(_ order: BackUp, run: RunID) async throws(ProtocolError) -> BackUpFacts {
    guard case .not = await services.state.pen.pen else {
      throw ProtocolError(
        .refused, "this host's Redis may hold the pen; a backup is taken of the one that follows",
        next: "look at `coordinator status`")
    }
    guard Self.isName(order.label), Self.isName(run.rawValue) else {
      throw ProtocolError(.refused, "a backup's name has letters, digits and `-` only")
    }
    let directory = Self.directory(in: services.configuration.stateDirectory)
    BackUpFile.removeRemains(in: directory)
    let path = "\(directory)/\(run)-\(order.label).rdb"
    let location = try await services.redis.locate(order.redis)
    let connection = try await services.redis.connect(
      to: location, password: try services.redis.password(of: order.redis))
    do {
      let used = try await requireRoom(connection)
      let source = try await snapshotPath(connection)
      let content = try await snapshot(order, connection)
      await connection.close()
      let copied = try await copy(source, of: location.container.id, to: path)
      return BackUpFacts(
        path: path, bytes: copied.bytes, sha256: copied.sha256, content: content, usedMemory: used)
    } catch {
      await connection.close()
      throw error
    }
  }

  /// A snapshot is smaller than the data in memory, or hardly larger.
  private func requireRoom(_ connection: RedisConnection) async throws(ProtocolError) -> Int {
    let used = try await Self.wire { () async throws(RedisError) in
      try await connection.information(.memory).memory.used ?? 0
    }
    let directory = services.configuration.stateDirectory
    let free = HostReader.free(in: directory)
    guard free >= used + Self.spareRoom else {
      throw ProtocolError(
        .precondition, "\(free) bytes are free in \(directory); a backup needs \(used + Self.spareRoom)",
        next: "make room: df -h \(directory); older backups lie in \(Self.directory(in: directory))")
    }
    return used
  }

  private func snapshotPath(_ connection: RedisConnection) async throws(ProtocolError) -> String {
    let values = try await Self.wire { () async throws(RedisError) in
      try await connection.configuration("dir").merging(try await connection.configuration("dbfilename")) { $1 }
    }
    guard let directory = values["dir"], directory.hasPrefix("/"), let name = values["dbfilename"], !name.isEmpty else {
      throw ProtocolError(.redis, "the Redis does not say where its snapshots lie (`dir` and `dbfilename`)")
    }
    return directory == "/" ? "/\(name)" : "\(directory)/\(name)"
  }

  /// Counts, begins the snapshot and counts again in one write, so that what was counted is what is in it, or bounds it;
  /// then waits for its end.
  private func snapshot(_ order: BackUp, _ connection: RedisConnection) async throws(ProtocolError) -> BackUpContent {
    let queues: [String]
    if let named = order.queues {
      queues = named
    } else {
      let search = try await Self.wire { () async throws(RedisError) in
        try await QueueDiscovery(prefix: order.prefix).run(on: connection)
      }
      queues = search.queues
    }
    try await awaitQuiet(connection)
    let reader = QueueDepthReader(queues: queues, prefix: order.prefix)
    let commands =
      [.info(.keyspace), .databaseSize] + reader.commands + [.backgroundSave()] + reader.commands + [.databaseSize]
    let replies = try await Self.wire { () async throws(RedisError) in
      try await connection.send(commands, timeout: .seconds(60))
    }
    let count = reader.commands.count
    guard replies.count == commands.count else { throw ProtocolError(.redis, "the Redis left commands unanswered") }
    if case .error(let error) = replies[2 + count] {
      throw ProtocolError(.redis, "BGSAVE was refused: \(error)", next: "look at the log of \(order.redis.container)")
    }
    let content = try await Self.wire { () async throws(RedisError) in
      let keyspace = RedisInformation(parsing: replies[0].string ?? "").keyspace[0]
      return BackUpContent(
        keys: Self.number(replies[replies.count - 1]), keysBefore: Self.number(replies[1]),
        expiring: UInt64(max(0, keyspace?.expires ?? 0)),
        before: try reader.counts(of: Array(replies[2..<(2 + count)]), from: connection.endpoint).map(QueueDepth.init),
        after: try reader.counts(of: Array(replies[(3 + count)..<(3 + 2 * count)]), from: connection.endpoint)
          .map(QueueDepth.init))
    }
    try await awaitQuiet(connection)
    let persistence = try await persistence(connection)
    guard persistence.lastSaveSucceeded == true else {
      throw ProtocolError(
        .redis, "the snapshot of \(order.redis.container) failed (rdb_last_bgsave_status is not ok)",
        next: "docker logs --tail 20 \(order.redis.container)")
    }
    return content
  }

  /// Until neither a snapshot nor a rewrite of the append-only file runs; a second child process is refused.
  private func awaitQuiet(_ connection: RedisConnection) async throws(ProtocolError) {
    let limit = ContinuousClock.now + Self.saveLimit
    while true {
      let now = try await persistence(connection)
      if now.isSaveInProgress == false, now.isAOFRewriteInProgress != true { return }
      guard ContinuousClock.now < limit else {
        throw ProtocolError(
          .deadlineExceeded, "a snapshot or a rewrite has run for \(Self.saveLimit); it must end",
          next: "look at rdb_bgsave_in_progress and aof_rewrite_in_progress in its INFO, and at the disk")
      }
      do {
        try await Task.sleep(for: .milliseconds(50))
      } catch {
        throw ProtocolError(.cancelled, "the wait for a snapshot was cancelled")
      }
    }
  }

  private func persistence(_ connection: RedisConnection) async throws(ProtocolError) -> PersistenceInformation {
    try await Self.wire { () async throws(RedisError) in try await connection.information(.persistence).persistence }
  }

  private func copy(
    _ source: String, of container: String, to path: String
  ) async throws(ProtocolError) -> (bytes: Int, sha256: String) {
    let file = try BackUpFile(path: path)
    do {
      let engine = try await services.docker.connected()
      _ = try await engine.readFile(source, of: container, deadline: Self.copyLimit) { try await file.append($0) }
      return try await file.commit()
    } catch {
      await file.discard()
      if let error = error as? DockerError { throw ProtocolError(error) }
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// Whether a text may be part of a file's name.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 80
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
      }
  }

  private static func number(_ reply: RESPValue) -> UInt64 {
    if case .integer(let number) = reply { UInt64(max(0, number)) } else { 0 }
  }

  private static func wire<Result: Sendable>(
    _ body: () async throws(RedisError) -> Result
  ) async throws(ProtocolError) -> Result {
    do throws(RedisError) {
      return try await body()
    } catch {
      throw ProtocolError(error)
    }
  }
}
