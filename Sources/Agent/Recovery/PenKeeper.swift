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

  init(services: AgentServices, logger: Logger) {
    self.services = services
    self.logger = logger
  }

  /// Looks once, and does what must be done.
  func look() async {
    do throws(ProtocolError) {
      guard case .hold(let epoch) = await services.state.pen.pen else { return judged.removeAll() }
      let taken = await services.state.restorable.restartPolicies.keys
      let links = await services.state.restorable.links
      for container in taken.sorted() {
        guard let life = try await runningLife(of: container) else { continue }
        // Attached and holding at once is a promotion that was recorded and not carried out: its agent or its Redis died
        // in between. Such a Redis comes up as the follower that its configuration file says it is.
        if let link = links[container] {
          try await finishPromotion(link, epoch)
        } else if judged[container] != life {
          try await judge(container, life: life)
        }
      }
    } catch {
      logger.error("the Redis that holds the pen could not be looked at", metadata: ["error": "\(error)"])
    }
  }

  /// PROMOTED is the commit point: nobody else will ever serve, so this Redis must.
  private func finishPromotion(_ link: ReplicationLink, _ epoch: Epoch) async throws(ProtocolError) {
    guard await services.state.restorable.bootID == services.host.bootID else { return }
    let wasFollowing = try await services.redis.withConnection(link.follower) { connection throws(RedisError) in
      guard try await connection.information(.replication).replication.role == .replica else { return false }
      try await connection.perform(.replicaOfNoOne)
      return true
    }
    if wasFollowing {
      logger.warning("a recorded promotion was carried out", metadata: ["container": "\(link.follower.container)"])
    }
    try await mark(link.follower, epoch)
    await services.replication.release(link.follower)
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

  private func startStopped(_ container: String, _ engine: DockerEngine) async throws {
    guard await services.state.restorable.bootID == services.host.bootID else {
      logger.error(
        "the Redis that holds the pen is stopped, and this host was restarted",
        metadata: [
          "container": "\(container)",
          "next": "compare it with its replica (coordinator status), then docker start \(container)",
        ])
      return
    }
    logger.warning("the Redis that holds the pen had stopped; starting it", metadata: ["container": "\(container)"])
    try await engine.start(container)
  }

  /// Judges one life of the Redis that holds the pen by what its data says.
  private func judge(_ container: String, life: DockerTimestamp) async throws(ProtocolError) {
    guard let redis = await services.state.restorable.reference(of: container) else { return }
    let (role, marker): (ReplicationInformation.Role?, PenMarker?)
    do throws(ProtocolError) {
      (role, marker) = try await services.redis.withConnection(redis) { connection throws(RedisError) in
        let role = try await connection.information(.replication).replication.role
        return (role, PenMarker(text: try await connection.call(.get(PenMarker.key)).string))
      }
    } catch {
      // It has just been started, or loads its data: the next look is soon enough.
      guard error.code == .redis || error.code == .precondition else { throw error }
      return
    }
    guard let role else { return }
    let ours = marker.flatMap { $0.fleet == services.configuration.fleet ? $0.pen : nil }
    let step = machine.next(
      HolderObservation(
        pen: await services.state.pen.pen, isMarked: await services.state.restorable.marked[container] != nil,
        isMaster: role == .master, marker: ours,
        hostRestarted: await services.state.restorable.bootID != services.host.bootID))
    try await perform(step, redis)
    judged[container] = life
  }

  private func perform(_ step: HolderStep, _ redis: RedisReference) async throws(ProtocolError) {
    switch step {
    case .rest: break
    case .mark(let epoch): try await mark(redis, epoch)
    case .serve(let epoch):
      try await services.redis.withConnection(redis) { connection throws(RedisError) in
        try await connection.perform(.replicaOfNoOne)
      }
      logger.warning(
        "the Redis that holds the pen was restarted; its data has the pen's marker, it serves again",
        metadata: ["container": "\(redis.container)", "pen": "\(epoch)"])
    case .fence(let finding):
      try await services.redis.withConnection(redis) { connection throws(RedisError) in
        try await connection.perform(.fence)
        try await connection.perform(.clientKillNormal)
      }
      report(finding, redis)
    case .stayFenced(let finding): report(finding, redis)
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
  }
}
