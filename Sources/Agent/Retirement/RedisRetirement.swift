import Cutover
import Docker
import Protocol

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends the life of the old Redis: its container is stopped and removed once its data is in a proven backup and the other
/// agent claims the pen. Its volumes stay, until an operator types their names.
struct RedisRetirement: Sendable {
  let services: AgentServices

  /// How long the Redis may take to stop, in seconds: it writes what it has not written.
  static let graceSeconds = 30

  /// Retires it, or goes on with a retirement that was begun.
  /// - Throws: ``ProtocolError`` with `refused` or `precondition` where it must not be removed.
  func retire(_ order: RetireRedis, grant: Grant) async throws(ProtocolError) -> RetiredRedis {
    let container = order.redis.container
    guard case .not = await services.state.pen.pen else {
      throw ProtocolError(
        .refused,
        "the pen's record here is \(await services.state.pen.pen.map(\.description) ?? "none"); required: NOT",
        next: "look at `coordinator status`: this Redis may be the one that serves")
    }
    try await requireHolder(order.holder, grant.epoch)
    let known = await services.state.restorable.retired[container]
    let details = try await inspect(container)
    var record: RetiredRedis
    if let known, details == nil || !known.isRemoved {
      record = known
    } else if let details {
      record = try await begin(order, grant.run, details)
    } else {
      throw ProtocolError(
        .precondition, "there is no container \(container) on this host", next: "look at `coordinator status`")
    }
    try await services.state.remember(.retired(record))
    await services.replication.release(order.redis)
    _ = try await services.standIns.end(container)
    if let details { try await remove(details) }
    record.isRemoved = true
    try await services.state.remember(.retired(record))
    return record
  }

  /// Removes one of its volumes for good.
  /// - Throws: ``ProtocolError`` with `refused` for a volume that no retirement has recorded.
  func removeVolume(_ order: RemoveVolume) async throws(ProtocolError) -> RemoveVolume.Reply {
    guard var record = await services.state.restorable.retired[order.container], record.isRemoved,
      record.volumes.contains(order.volume)
    else {
      throw ProtocolError(
        .refused, "\(order.volume) is no volume of a retired \(order.container)",
        next: "look at `coordinator finalize`, which names the volumes that are left")
    }
    if try await inspect(order.container) != nil {
      throw ProtocolError(
        .refused, "a container \(order.container) is there again; its volume is not removed",
        next: "docker rm -f \(order.container), and take it out of the compose file that brings it back")
    }
    let removed: Bool
    do {
      removed = try await services.docker.connected().removeVolume(order.volume)
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
    record.volumes.removeAll { $0 == order.volume }
    try await services.state.remember(.retired(record))
    return RemoveVolume.Reply(removed: removed)
  }

  /// The other agent must say that its Redis holds the pen; to say so bars every cut of this epoch.
  private func requireHolder(_ holder: HostID, _ epoch: Epoch) async throws(ProtocolError) {
    let id = "retire-\(UInt64.random(in: .min ... .max))"
    let answer = try await services.peers.ask(holder, WhoHolds(epoch: epoch), id: id)
    guard case .claim(let claim) = answer, claim.holder == holder else {
      throw ProtocolError(
        .refused, "the agent of \(holder) does not claim the pen (\(answer)); required: its claim",
        next: "look at `coordinator status`")
    }
  }

  /// What must hold before anything is removed; then what is left of it afterwards.
  private func begin(
    _ order: RetireRedis, _ run: RunID, _ details: ContainerDetails
  ) async throws(ProtocolError) -> RetiredRedis {
    let container = order.redis.container
    guard let proven = await services.state.restorable.provenBackUps[container], proven.run == run,
      proven.facts.sha256 == order.sha256
    else {
      throw ProtocolError(
        .refused, "there is no backup of \(container) that this run has proven; required: one",
        next: "coordinator finalize, which takes and proves it")
    }
    var status = stat()
    guard stat(proven.facts.path, &status) == 0, Int(status.st_size) == proven.facts.bytes else {
      throw ProtocolError(
        .refused, "the proven backup \(proven.facts.path) is no longer there as it was",
        next: "coordinator finalize, which takes a new one")
    }
    if details.state.isRunning {
      let direct = try await services.inspection.clients(of: order.redis)
      let others = (direct + (try await services.standIns.clients(of: container))).filter { $0.container != container }
      guard others.isEmpty else {
        let names = others.map { $0.container ?? $0.address }.sorted().joined(separator: ", ")
        throw ProtocolError(
          .refused, "\(names) still talks to \(container); required: nobody but the agents",
          next: "give it the new Redis's URL, or stop it; then coordinator finalize")
      }
    }
    return RetiredRedis(
      container: container, run: run, backup: proven.facts, volumes: details.mounts.compactMap(\.name).sorted(),
      mounts: details.mounts.map { MountFacts(type: $0.type, source: $0.source, destination: $0.destination) },
      isRemoved: false)
  }

  /// Its volumes, those without a name included, stay.
  private func remove(_ details: ContainerDetails) async throws(ProtocolError) {
    do {
      let engine = try await services.docker.connected()
      try await engine.stop(details.id, grace: Self.graceSeconds)
      do throws(DockerError) {
        try await engine.remove(details.id)
      } catch {
        guard error.code == .notFound else { throw error }
      }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  private func inspect(_ container: String) async throws(ProtocolError) -> ContainerDetails? {
    do {
      return try await services.docker.connected().inspect(container)
    } catch let error as DockerError {
      if error.code == .notFound { return nil }
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }
}
