import Cutover
import Docker
import Logging
import Protocol
import Redis

/// Brings the Redis that holds the pen up again when it has stopped, and lets it serve again once its data has the pen's
/// marker, as ``HolderMachine`` decides: from the lease to `finalize` Docker does not, since it would also bring up the
/// one that must not serve (`safety.md`, traps 5, 9 and 10).
actor PenKeeper {
  private let services: AgentServices
  private let logger: Logger
  private let machine = HolderMachine()
  /// The life of each container that was found as it must be, or about which the operator has been told.
  private var judged: [String: DockerTimestamp] = [:]
  /// Those of which it has been said that they wait for the other host's agent.
  private var waiting: Set<String> = []

  init(services: AgentServices, logger: Logger) {
    self.services = services
    self.logger = logger
  }

  /// Looks once, and does what must be done.
  func look() async {
    do throws(ProtocolError) {
      guard case .hold = await services.state.pen.pen else {
        waiting.removeAll()
        return judged.removeAll()
      }
      // One that follows by its journal and holds the pen is a promotion that was recorded and not carried out: its agent
      // or its Redis died in between.
      for container in await services.state.restorable.guarded.sorted() {
        guard let life = try await runningLife(of: container), judged[container] != life else { continue }
        // It may have died before the promotion that was then recorded, and was cut off as one without the pen.
        try await services.returns.bringBack(container)
        if try await judge(container) { judged[container] = life }
      }
    } catch {
      logger.error("the Redis that holds the pen could not be looked at", metadata: ["error": "\(error)"])
    }
  }

  /// When a container that runs was started; one that has stopped is started, and looked at again the next time.
  private func runningLife(of container: String) async throws(ProtocolError) -> DockerTimestamp? {
    do {
      let engine = try await services.docker.connected()
      let details = try await engine.inspect(container)
      if details.state.isRunning { return details.state.status == .running ? details.state.startedAt : nil }
      if details.state.status != .restarting { try await startStopped(container, engine) }
      return nil
    } catch let error as DockerError {
      // A container that is gone, or a daemon that is: nothing to start now.
      guard error.code != .notFound, error.code != .unreachable else { return nil }
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// It comes up as the follower that its configuration file says it is, or, before any move, as the server that it was.
  private func startStopped(_ container: String, _ engine: DockerEngine) async throws {
    logger.warning("the Redis that holds the pen had stopped; starting it", metadata: ["container": "\(container)"])
    try await engine.start(container)
  }

  /// Judges one life of the Redis that holds the pen by what its data says.
  /// - Returns: whether nothing more is to be done with this life.
  private func judge(_ container: String) async throws(ProtocolError) -> Bool {
    guard let redis = await services.state.restorable.reference(of: container) else { return true }
    guard var seen = try await observe(redis) else { return false }
    var step = machine.next(seen)
    if step == .compare {
      seen.comparison = await DataProgress(services: services).compare(redis)
      step = machine.next(seen)
    }
    return try await perform(step, redis)
  }

  /// What it says of itself; `nil` while it does not answer: it has just been started, or loads its data.
  private func observe(_ redis: RedisReference) async throws(ProtocolError) -> HolderObservation? {
    let information: RedisInformation
    let marker: PenMarker?
    do throws(ProtocolError) {
      (information, marker) = try await services.redis.withConnection(redis) { connection throws(RedisError) in
        let marker = PenMarker(text: try await connection.call(.get(PenMarker.key)).string)
        return (try await connection.information(), marker)
      }
    } catch {
      guard error.code == .redis || error.code == .precondition else { throw error }
      return nil
    }
    guard let role = information.replication.role else { return nil }
    let values = await services.state.restorable
    let pen = await services.state.pen.pen
    return HolderObservation(
      pen: pen, isMarked: values.marked[redis.container].map { pen == .hold($0) } ?? false, isMaster: role == .master,
      marker: marker.flatMap { $0.fleet == services.configuration.fleet ? $0.pen : nil },
      hostRestarted: values.bootID.map { $0 != services.host.bootID } ?? false,
      isArmedLife: values.armed != nil && values.armed?.runID == information.server.runID)
  }

  private func perform(_ step: HolderStep, _ redis: RedisReference) async throws(ProtocolError) -> Bool {
    switch step {
    case .rest: return true
    case .compare: return false
    case .mark(let epoch):
      try await mark(redis, epoch)
      return true
    case .serve(let epoch):
      try await services.redis.withConnection(redis) { connection throws(RedisError) in
        try await connection.perform(.replicaOfNoOne)
      }
      // Before any move its data has no marker, and gets none.
      if epoch > 0 { try await mark(redis, epoch) }
      try await noteBoot(redis.container)
      waiting.remove(redis.container)
      logger.warning(
        "the Redis that holds the pen was found with its data; it serves again",
        metadata: ["container": "\(redis.container)", "pen": "\(epoch)"])
      return true
    case .fence(let finding):
      try await services.redis.withConnection(redis) { connection throws(RedisError) in
        try await connection.perform(.fence)
        _ = try await connection.call(.clientKillNormal)
      }
      report(finding, redis)
      return true
    case .stayFenced(let finding):
      report(finding, redis)
      return true
    case .awaitAnswer(let finding):
      if waiting.insert(redis.container).inserted { report(finding, redis) }
      return false
    }
  }

  private func report(_ finding: Finding, _ redis: RedisReference) {
    logger.error(
      "the Redis that holds the pen came back and stays fenced",
      metadata: [
        "container": "\(redis.container)", "observed": "\(finding.observed)", "required": "\(finding.required)",
        "next": "\(finding.next)",
      ])
  }

  /// Writes the marker of the present pen epoch.
  private func mark(_ redis: RedisReference, _ epoch: Epoch) async throws(ProtocolError) {
    let marker = PenMarker(fleet: services.configuration.fleet, pen: epoch)
    try await services.redis.withConnection(redis) { connection throws(RedisError) in
      try await connection.perform(.set(PenMarker.key, marker.text))
    }
    try await services.state.remember(.penMarked(container: redis.container, epoch))
    // It follows nobody any more.
    if await services.state.restorable.links[redis.container] != nil { await services.replication.release(redis) }
  }

  /// What its disk may have forgotten in a restart of the host has been looked at.
  private func noteBoot(_ container: String) async throws(ProtocolError) {
    let values = await services.state.restorable
    guard values.bootID != services.host.bootID, let policy = values.restartPolicies[container] else { return }
    try await services.state.remember(
      .restartPolicyTaken(container: container, policy: policy, bootID: services.host.bootID))
  }
}
