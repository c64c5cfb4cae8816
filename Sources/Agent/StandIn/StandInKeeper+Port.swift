import Cutover
import Docker
import Logging
import Protocol
import Redis

/// The port of the old Redis's name, which is either that Redis's or the stand-in's. The record says `moving` before
/// anything is changed: after a crash the Redis is at one of the two ports, and nobody is asked at the name's own before
/// the stand-in is certainly not there, or its answers would be taken for the old Redis's.
extension StandInKeeper {
  /// Leaves the port to a stand-in that waits for it, inside the cut: the pen is handed over, the clients are paused, and
  /// none of them has seen a refusal. Never throws: without it the cut goes on as if there were none.
  /// - Returns: whether the port is left.
  func leavePort(of container: String, on connection: RedisConnection) async -> Bool {
    if access.ports.moved(container) != nil { return true }
    guard !isBusy, let record = await record(of: container), record.stage == .prepared else { return false }
    isBusy = true
    defer { isBusy = false }
    do {
      try await state.remember(.standIn(record.at(.moving)))
      try await connection.perform(.configSet("port", "\(record.movedPort)"))
      access.ports.set(record.movedPort, of: container)
      try await state.remember(.standIn(record.at(.serving)))
      return true
    } catch {
      logger.warning(
        "the old Redis kept its port", metadata: ["container": "\(container)", "error": "\(error)"])
      if (error as? RedisError)?.code == .refused { try? await state.remember(.standIn(record)) }
      return access.ports.moved(container) != nil
    }
  }

  /// Learns where a Redis answers in a life that may be new, from inside its container. The stand-in is ended first.
  func settlePort(of container: String) async throws {
    guard let record = await record(of: container) else { return }
    try await standIn(record).kill()
    try await findPort(of: record)
  }

  /// Moves a Redis that was proved to be fenced to its other port, from inside its container: before anybody reaches it at
  /// its name again.
  func moveInside(_ redis: ContainerRedis) async throws {
    guard let record = await record(of: redis.container), record.stage != .suspended,
      access.ports.moved(redis.container) == nil
    else { return }
    try await state.remember(.standIn(record.at(.moving)))
    guard try await redis.ask(["CONFIG", "SET", "port", "\(record.movedPort)"]).contains("OK") else { return }
    access.ports.set(record.movedPort, of: redis.container)
    try await state.remember(.standIn(record.at(.serving)))
  }

  /// Asks at the moved port; the own port is the Redis's where nobody answers there. The stand-in must not be running.
  func findPort(of record: StandInRecord) async throws {
    let redis = ContainerRedis(
      engine: try await access.docker.connected(), container: record.redis.container, port: record.movedPort,
      password: nil)
    let answer = try await redis.ask(["PING"])
    let isMoved = ["PONG", "LOADING", "NOAUTH", "MASTERDOWN"].contains { answer.contains($0) }
    access.ports.set(isMoved ? record.movedPort : nil, of: record.redis.container)
  }

  /// Moves a Redis to its other port, and has its clients come back to the name. Only one that refuses writes.
  func move(_ record: StandInRecord) async throws {
    try await state.remember(.standIn(record.at(.moving)))
    let connection = try await access.connect(record.redis)
    do {
      let replication = try await connection.information(.replication).replication
      guard replication.role == .replica, replication.master?.isReadOnly == true else {
        throw ProtocolError(
          .precondition, "\(record.redis.container) is not fenced; its name is not given away before it is",
          next: "look at `coordinator status`")
      }
      try await connection.perform(.configSet("port", "\(record.movedPort)"))
      access.ports.set(record.movedPort, of: record.redis.container)
      try await ReplicationFollower.keepInConfigurationFile(connection)
      for command in Self.releasing { _ = try await connection.call(command) }
      await connection.close()
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Has the stand-in leave the port, and the Redis take it.
  func giveBack(_ record: StandInRecord) async throws {
    let container = record.redis.container
    let standIn = try await standIn(record)
    guard access.ports.moved(container) != nil || record.stage == .moving else { return try await standIn.dismiss() }
    try await state.remember(.standIn(record.at(.moving)))
    try await standIn.dismiss()
    let details: ContainerDetails
    do throws(DockerError) {
      details = try await standIn.engine.inspect(container)
    } catch {
      guard error.code == .notFound else { throw error }
      return access.ports.set(nil, of: container)
    }
    // One that does not run has no port; it comes back with the one of its command line or its file.
    guard details.state.isRunning else { return }
    if access.ports.moved(container) == nil {
      try await standIn.kill()
      try await findPort(of: record)
      if access.ports.moved(container) == nil { return }
    }
    let connection = try await access.connect(record.redis)
    do {
      try await takePort(record, connection, standIn)
      access.ports.set(nil, of: container)
      try await ReplicationFollower.keepInConfigurationFile(connection)
      await connection.close()
    } catch {
      await connection.close()
      throw error
    }
  }

  /// The stand-in needs a moment to leave; one that does not is ended.
  private func takePort(
    _ record: StandInRecord, _ connection: RedisConnection, _ standIn: StandInContainer
  ) async throws {
    let began = ContinuousClock.now
    var isKilled = false
    while true {
      do throws(RedisError) {
        return try await connection.perform(.configSet("port", "\(record.redis.port)"))
      } catch {
        guard error.code == .refused, ContinuousClock.now - began < .seconds(5) else { throw error }
      }
      if !isKilled, ContinuousClock.now - began > .seconds(2) {
        try await standIn.kill()
        isKilled = true
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// What ends the connections of a Redis's clients, subscribers included.
  static let releasing: [RedisCommand] = [.clientKillNormal, .clientKillSubscribers]
}
