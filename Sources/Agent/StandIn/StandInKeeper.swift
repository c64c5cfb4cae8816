import Cutover
import Docker
import FoundationEssentials
import Logging
import Protocol
import Redis

/// Keeps the stand-in at an old Redis's name as its record says: prepared before the pen moves, serving while it is
/// elsewhere, gone when it is back. Level-triggered: each step follows from what is seen now, so that a restart of the
/// agent, of Docker or of the host needs nothing else.
///
/// A stand-in is a client and no more: it can write only where the pen's protocol lets a Redis be written. Still it is
/// dismissed before this host is armed to receive the pen, and it passes on to a Redis with the pen's marker alone.
actor StandInKeeper {
  nonisolated let access: RedisAccess
  let state: AgentState
  let logger: Logger
  private let configuration: AgentConfiguration
  private let cuts: CutRegister
  var isBusy = false

  init(
    access: RedisAccess, state: AgentState, cuts: CutRegister, configuration: AgentConfiguration, logger: Logger
  ) {
    self.access = access
    self.state = state
    self.cuts = cuts
    self.configuration = configuration
    self.logger = logger
  }

  /// Prepares a stand-in while the pen is here; brings it up and proves it once the pen is elsewhere.
  /// - Throws: ``ProtocolError`` with `precondition` where this Redis can have none.
  func begin(_ order: BeginStandIn, under epoch: Epoch) async throws(ProtocolError) -> StandInFacts {
    try await enter()
    defer { isBusy = false }
    let container = order.redis.container
    try await wired {
      switch await state.pen.pen {
      case .hold: try await prepare(order, pen: epoch)
      case .not:
        let known = await record(of: container)
        if known?.address != order.address || known?.port != order.port {
          // The marker has the epoch of the attempt that moved the pen, which may be before this lease's.
          let passed = await state.restorable.cutOrder?.plan.attempt.epoch
          try await prepare(order, pen: passed ?? epoch)
        }
        guard let record = await record(of: container) else { break }
        try await bringUp(record)
        try await prove(record)
      case .cut, nil:
        throw ProtocolError(
          .precondition, "the pen's record here is neither HOLD nor NOT; a stand-in needs one of them",
          next: "look at `coordinator status`")
      }
    }
    guard let facts = await facts(of: container) else {
      throw ProtocolError(.internalError, "the stand-in of \(container) left no record")
    }
    return facts
  }

  /// Removes a Redis's stand-in and gives the port back.
  /// - Returns: whether there was one.
  func end(_ container: String) async throws(ProtocolError) -> Bool {
    try await enter()
    defer { isBusy = false }
    guard let record = await record(of: container) else { return false }
    try await wired { try await end(record) }
    return true
  }

  /// Has the Redis of this host answer at its own name again, before it is armed to receive the pen. Connections that are
  /// open stay so until the Redis that they lead to ends them: their clients then come back to the one with the pen.
  func suspend(_ container: String) async throws(ProtocolError) {
    try await enter()
    defer { isBusy = false }
    guard let record = await record(of: container), record.stage != .suspended else { return }
    try await wired {
      try await giveBack(record)
      try await state.remember(.standIn(record.at(.suspended)))
    }
    logger.notice("the stand-in left the port: the pen may come back", metadata: ["container": "\(container)"])
  }

  /// Ends what an earlier life of the agent left in the middle: before anybody speaks to that Redis.
  func recover() async {
    guard !isBusy else { return }
    isBusy = true
    defer { isBusy = false }
    for record in await state.restorable.standIns.values where record.stage == .moving {
      do {
        try await settlePort(of: record.redis.container)
        let isMoved = access.ports.moved(record.redis.container) != nil
        try await state.remember(.standIn(record.at(isMoved ? .serving : .prepared)))
      } catch {
        logger.warning("the port of a Redis is not known yet", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Looks once, and does what must be done.
  func look() async {
    // A cut of this host's has its own way with the port.
    guard !isBusy, !cuts.isRunning else { return }
    isBusy = true
    defer { isBusy = false }
    for (container, record) in await state.restorable.standIns.sorted(by: { $0.key < $1.key }) {
      do {
        try await look(record)
      } catch {
        logger.warning(
          "a stand-in is not as it must be", metadata: ["container": "\(container)", "error": "\(error)"])
      }
    }
  }

  private func look(_ record: StandInRecord) async throws {
    switch await state.pen.pen {
    case .hold:
      // One that waits belongs to a run; when that is over without a move, nobody needs it.
      if record.stage == .prepared, try await state.isLeaseLive() { return }
      try await end(record)
    case .not:
      if record.stage == .suspended {
        guard try await !mayBePromoted else { return }
        // It no longer listens, and ends when its last connection does.
        try await standIn(record).kill()
        try await state.remember(.standIn(record.at(.prepared)))
      }
      try await bringUp(record)
    case .cut, nil: break
    }
  }

  /// Whether an attempt to give the pen to this host may still be under way.
  private var mayBePromoted: Bool {
    get async throws(ProtocolError) {
      guard case .armed = await state.pen.receiver else { return false }
      return try await state.isLeaseLive()
    }
  }

  // MARK: - Steps

  private func prepare(_ order: BeginStandIn, pen: Epoch) async throws {
    let record = StandInRecord(
      redis: order.redis, address: order.address, port: order.port, pen: pen,
      movedPort: StandInRecord.movedPort(from: order.redis.port), stage: .prepared)
    let container = order.redis.container
    if let known = await self.record(of: container) {
      if known == record, try await standIn(known).inspect()?.state.isRunning == true { return }
      try await end(known)
    }
    let redis = try await access.locate(order.redis).container
    try await StandInRequirements(access: access).check(order.redis, redis)
    do {
      try order.password.withRevealed { try RedisProvision.write(Array($0.utf8), to: passwordFile, mode: 0o600) }
    } catch {
      throw ProtocolError(
        .storage, "the stand-in's password cannot be kept on this host",
        next: "check the free room and the owner of \(configuration.stateDirectory)", cause: "\(error)")
    }
    try await state.remember(.standIn(record))
    do {
      try await standIn(record).make(beside: redis, password: order.password)
    } catch {
      // Without the program the port must not be given up.
      try await end(record)
      throw error
    }
  }

  /// Brings it up behind a Redis that is fenced and in its networks; what is not so yet is not this agent part's to mend.
  private func bringUp(_ record: StandInRecord) async throws {
    let redis = try await access.docker.connected().inspect(record.redis.container)
    guard redis.state.isRunning, !redis.networks.isEmpty else { return }
    let standIn = try await standIn(record)
    let found = try await standIn.inspect()
    let isInPlace = found?.host.networkMode == "container:\(redis.id)"
    // One that is older than the Redis's life is in a namespace that is gone.
    let isLater = found.map { $0.state.startedAt > redis.state.startedAt } ?? false
    let serves = isInPlace && isLater && found?.state.isRunning == true
    if serves, access.ports.moved(record.redis.container) != nil, record.stage == .serving { return }
    if !serves || record.stage == .moving {
      if found != nil { try await standIn.kill() }
      try await findPort(of: record)
    }
    if access.ports.moved(record.redis.container) == nil { try await move(record) }
    if record.stage != .serving { try await state.remember(.standIn(record.at(.serving))) }
    if serves, record.stage != .moving { return }
    if isInPlace { try await standIn.start() } else { try await standIn.make(beside: redis, password: try password()) }
    logger.notice("the stand-in serves at the old name", metadata: ["container": "\(record.redis.container)"])
  }

  /// The old name must be answered by another Redis than the one whose name it is.
  private func prove(_ record: StandInRecord) async throws {
    let own = try await access.withConnection(record.redis) { connection throws(RedisError) in
      try await connection.information(.server).server.runID
    }
    let location = try await access.locate(record.redis)
    let name = RedisAccess.Location(
      container: location.container, address: location.address, gateway: location.gateway, port: record.redis.port)
    let connection = try await access.connect(to: name, password: nil)
    let answered = try? await connection.information(.server).server.runID
    await connection.close()
    guard let answered, answered != own else {
      throw ProtocolError(
        .redis, "at the old name \(answered == nil ? "nobody" : "the old Redis itself") answers; required: the new one",
        next: "docker logs \(StandInContainer.name(for: record.redis.container))")
    }
  }

  private func end(_ record: StandInRecord) async throws {
    try await giveBack(record)
    try await state.remember(.standIn(record.at(.ended)))
    try await standIn(record).remove()
    try? FileManager.default.removeItem(atPath: passwordFile)
    logger.notice("the stand-in is gone", metadata: ["container": "\(record.redis.container)"])
  }

  // MARK: - Parts

  func record(of container: String) async -> StandInRecord? { await state.restorable.standIns[container] }

  func standIn(_ record: StandInRecord) async throws(ProtocolError) -> StandInContainer {
    StandInContainer(
      engine: try await access.docker.connected(), record: record, fleet: configuration.fleet)
  }

  private var passwordFile: String { "\(configuration.stateDirectory)/stand-in-password" }

  private func password() throws(ProtocolError) -> Secret {
    guard let text = try? String(contentsOfFile: passwordFile, encoding: .utf8), !text.isEmpty else {
      throw ProtocolError(
        .precondition, "the stand-in's password is not kept on this host", next: "coordinator resume, or move the App")
    }
    return Secret(text)
  }

  /// One thing at a time: what is seen must not change under a step's hands.
  private func enter() async throws(ProtocolError) {
    while isBusy {
      guard (try? await Task.sleep(for: .milliseconds(5))) != nil else {
        throw ProtocolError(.cancelled, "the wait for the stand-in's keeper was cancelled")
      }
    }
    isBusy = true
  }

  func wired(_ body: () async throws -> Void) async throws(ProtocolError) {
    do {
      try await body()
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw ReplicationFollower.wireError(error)
    }
  }
}
