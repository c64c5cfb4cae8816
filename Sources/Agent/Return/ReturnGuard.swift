import Cutover
import Docker
import Logging
import Protocol

/// Brings a Redis of this host back that must not serve, as ``ReturnMachine`` decides: in no network before it runs, and
/// in none until it is proved that it refuses writes. Level-triggered: each step follows from what is seen now.
actor ReturnGuard {
  /// One life of a container's process.
  struct Life: Hashable, Sendable {
    let container: String
    let startedAt: DockerTimestamp
  }

  /// What this agent remembers of a container between two looks; all of it can be found again.
  struct Memory {
    var life: Life?
    var fence = ReturnReading.Fence.unknown
    /// Whether it follows, or has been told to in this life.
    var follows = false
    var compose: ComposeLabels?
    var stoppedAt: ContinuousClock.Instant?
    /// It was sent a signal: it is about to end, and not put back before that is known.
    var endsUntil: ContinuousClock.Instant?
    /// Counts what was heard, so that a step that took its time sees that the world has moved on.
    var heard = 0
    var isDriven = false
  }

  private let access: RedisAccess
  private let state: AgentState
  private let replication: ReplicationFollower
  private let standIns: StandInKeeper
  private let restart: RestartGuard
  private let logger: Logger
  private let machine = ReturnMachine()
  private var memory: [String: Memory] = [:]

  init(
    access: RedisAccess, state: AgentState, replication: ReplicationFollower, standIns: StandInKeeper, logger: Logger
  ) {
    self.access = access
    self.state = state
    self.replication = replication
    self.standIns = standIns
    self.restart = RestartGuard(docker: access.docker, state: state)
    self.logger = logger
  }

  /// Takes an event of Docker in. What may be about to come back is cut off before this returns.
  /// - Returns: the Redis that it is about, to be looked at; `nil` where it is none of ours.
  func heard(_ event: DockerEvent) async -> String? {
    guard case .not = await state.pen.pen else { return nil }
    let guarded = await state.restorable.guarded
    guard let container = guarded.first(where: { isAbout(event, $0) }) else { return nil }
    // Signals that leave a Redis running are of no interest: 1 is SIGHUP, 10 and 12 are SIGUSR1 and 2.
    if event.action == "kill", ["1", "10", "12"].contains(event.attributes["signal"]) { return nil }
    memory[container, default: Memory()].heard += 1
    memory[container, default: Memory()].fence = .broken
    memory[container, default: Memory()].follows = false
    let isKilled = event.action == "kill"
    memory[container, default: Memory()].endsUntil = isKilled ? .now + .seconds(12) : nil
    if event.action == "start" || event.action == "create" {
      logger.warning(
        "a Redis without the pen was brought up by somebody; it is cut off until it is fenced",
        metadata: ["container": "\(container)", "event": "\(event.action)"])
    }
    await cutOff(container, identifier: event.identifier, isNew: event.action == "create")
    return container
  }

  /// Looks at every Redis whose restarts are in this agent's hands.
  func lookAtAll() async {
    for container in await state.restorable.guarded.sorted() { await drive(container) }
  }

  /// Brings one as far as it can be brought now.
  func drive(_ container: String) async {
    #if DEBUG
      // The mutant without a fence is without this one too, which would find the second writer and fence it.
      guard Fault.active != .noFence else { return }
    #endif
    guard memory[container]?.isDriven != true else { return }
    memory[container, default: Memory()].isDriven = true
    defer { memory[container]?.isDriven = false }
    do {
      // More than enough for a way from a stopped container to a follower; the next look goes on.
      for _ in 0..<100 {
        guard let (reading, details) = try await read(container) else { return }
        let step = machine.next(reading)
        guard step != .rest else { return }
        try await perform(step, container, details)
      }
    } catch {
      logger.error(
        "a Redis without the pen cannot be brought back now",
        metadata: ["container": "\(container)", "error": "\(error)"])
    }
  }

  private func isAbout(_ event: DockerEvent, _ container: String) -> Bool {
    guard let name = event.name else { return false }
    // Compose makes a container anew under twelve digits and its name, and renames it once the old one is gone.
    if name == container || (name.count == container.count + 13 && name.hasSuffix("_\(container)")) { return true }
    guard let known = memory[container]?.compose, let compose = event.compose else { return false }
    return known.project == compose.project && known.service == compose.service && !compose.isOneOff
  }
}

// MARK: - Looking

extension ReturnGuard {
  private func read(_ container: String) async throws -> (ReturnReading, ContainerDetails)? {
    let restorable = await state.restorable
    let pen = await state.pen.pen
    guard case .not = pen, restorable.guarded.contains(container) else { return nil }
    let details: ContainerDetails
    do {
      details = try await access.docker.connected().inspect(container)
    } catch let error as DockerError where error.code == .notFound || error.code == .unreachable {
      return nil
    }
    note(details, container)
    // A retired one is fenced while it runs, and not started for anybody.
    if restorable.retired[container] != nil, !details.state.isRunning { return nil }
    let known = memory[container] ?? Memory()
    let isEnding = known.endsUntil.map { .now < $0 } ?? false
    let recorded = try await recordPlaces(details, container, known: restorable.networks[container])
    let stopped = known.stoppedAt.map { Int((ContinuousClock.now - $0) / .seconds(1)) } ?? 0
    let reading = ReturnReading(
      pen: pen, isGuarded: true,
      container: details.state.isRunning && !isEnding ? .running : .stopped(seconds: isEnding ? 0 : stopped),
      isConnected: !details.networks.isEmpty,
      lacksNetwork: recorded.contains { details.networks[$0.network] == nil }, fence: known.fence,
      mustFollow: restorable.links[container] != nil && !known.follows)
    return (reading, details)
  }

  /// Notes the life that was seen. A life that nobody has heard begin is a new one all the same.
  private func note(_ details: ContainerDetails, _ container: String) {
    var known = memory[container] ?? Memory()
    let life = Life(container: details.id, startedAt: details.state.startedAt)
    if known.life != life {
      if known.life != nil {
        known.fence = .broken
        known.follows = false
      }
      known.life = life
      known.endsUntil = nil
    }
    if let compose = details.compose { known.compose = compose }
    if details.state.isRunning {
      known.stoppedAt = nil
    } else {
      known.stoppedAt = known.stoppedAt ?? .now
      known.endsUntil = nil
      known.fence = .broken
    }
    memory[container] = known
  }

  /// Records where the container belongs, once it is in more networks than the record knows.
  private func recordPlaces(
    _ details: ContainerDetails, _ container: String, known: [NetworkPlace]?
  ) async throws -> [NetworkPlace] {
    let present = NetworkPlace.places(of: details)
    let names = Set((known ?? []).map(\.network))
    guard !present.isEmpty, Set(present.map(\.network)).isStrictSuperset(of: names) else { return known ?? [] }
    try await state.remember(.networksRecorded(container: container, present))
    return present
  }
}

// MARK: - Acting

extension ReturnGuard {
  /// A Redis that was cut off while its pen was elsewhere, and holds it by now: back into its networks, fenced, for its
  /// keeper to judge. One that is in a network is left alone.
  func bringBack(_ container: String) async throws(ProtocolError) {
    do {
      let engine = try await access.docker.connected()
      let details = try await engine.inspect(container)
      let places = await state.restorable.networks[container] ?? []
      guard details.state.isRunning, details.networks.isEmpty, !places.isEmpty else { return }
      let redis = try await redis(container)
      // One that is loading does not obey yet; it is looked at again.
      guard try await redis.fence(), try await redis.isFenced() else { return }
      for place in places {
        try await engine.connect(details.id, to: place.network, aliases: place.aliases, address: place.address)
      }
      logger.notice(
        "the Redis that holds the pen is back in its networks, fenced until it is judged",
        metadata: ["container": "\(container)"])
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }
}

extension ReturnGuard {
  private func perform(_ step: ReturnStep, _ container: String, _ details: ContainerDetails) async throws {
    switch step {
    case .rest: break
    case .detach: try await detach(details)
    case .start:
      logger.warning(
        "a Redis without the pen had stopped; it is started in no network", metadata: ["container": "\(container)"])
      try await access.docker.connected().start(container)
    case .prove:
      let redis = try await redis(container)
      let isFenced = try await redis.isFenced()
      let leader = try await redis.leader()
      memory[container]?.fence = isFenced ? .proved : .broken
      memory[container]?.follows = leader != nil && leader != "127.0.0.1:1"
    case .fence: try await fence(container)
    case .reconnect: try await reconnect(container, details)
    case .follow: try await follow(container)
    }
  }

  /// The fast way out, without asking more than needed: whatever fails here is seen and done again by the next look.
  private func cutOff(_ container: String, identifier: String, isNew: Bool) async {
    do {
      let engine = try await access.docker.connected()
      var places = await state.restorable.networks[container] ?? []
      if isNew || places.isEmpty {
        places = NetworkPlace.places(of: try await engine.inspect(identifier))
        if !places.isEmpty { try await state.remember(.networksRecorded(container: container, places)) }
      }
      await withDiscardingTaskGroup { group in
        for place in places {
          group.addTask { try? await engine.disconnect(identifier, from: place.network) }
        }
      }
    } catch {
      logger.warning(
        "a Redis without the pen could not be cut off at once",
        metadata: ["container": "\(container)", "error": "\(error)"])
    }
  }

  private func detach(_ details: ContainerDetails) async throws {
    let engine = try await access.docker.connected()
    for network in details.networks.keys.sorted() {
      do throws(DockerError) {
        try await engine.disconnect(details.id, from: network)
      } catch {
        // A network that is gone has taken the container's place in it along.
        guard error.code == .notFound else { throw error }
      }
    }
  }

  private func fence(_ container: String) async throws {
    // One that was made anew has its policy from the compose file again.
    _ = try await restart.take(container)
    let heard = memory[container]?.heard
    // One that was restarted has the port of its name again, unless its own file says otherwise.
    try await standIns.settlePort(of: container)
    let redis = try await redis(container)
    guard try await redis.fence(), try await redis.isFenced() else {
      // Loading, or not up yet.
      try await Task.sleep(for: .milliseconds(50))
      return
    }
    // Nobody may reach it at a name that a stand-in answers for.
    try await standIns.moveInside(redis)
    guard memory[container]?.heard == heard else { return }
    memory[container]?.fence = .proved
    memory[container]?.follows = false
    logger.warning("a returning Redis without the pen is fenced", metadata: ["container": "\(container)"])
  }

  private func reconnect(_ container: String, _ details: ContainerDetails) async throws {
    let (heard, life) = (memory[container]?.heard, memory[container]?.life)
    let engine = try await access.docker.connected()
    for place in await state.restorable.networks[container] ?? [] where details.networks[place.network] == nil {
      guard memory[container]?.heard == heard else { return }
      try await engine.connect(details.id, to: place.network, aliases: place.aliases, address: place.address)
    }
    // A restart between the proof and the connection would have made it void.
    let after = try await engine.inspect(container)
    guard memory[container]?.heard == heard, Life(container: after.id, startedAt: after.state.startedAt) == life else {
      return try await detach(after)
    }
    logger.notice("a returning Redis is back in its networks", metadata: ["container": "\(container)"])
  }

  private func follow(_ container: String) async throws {
    guard let link = await state.restorable.links[container] else { return }
    _ = try await replication.attach(
      Attach(follower: link.follower, leaderHost: link.leaderHost, leader: link.leader, fullCopy: link.fullCopy))
    memory[container]?.follows = true
  }

  private func redis(_ container: String) async throws(ProtocolError) -> ContainerRedis {
    let reference = await state.restorable.reference(of: container)
    return ContainerRedis(
      engine: try await access.docker.connected(), container: container,
      port: access.ports.moved(container) ?? reference?.port ?? 6379,
      password: try reference.flatMap { reference throws(ProtocolError) in try access.secret(of: reference) })
  }
}
