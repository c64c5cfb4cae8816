import Cutover
import Protocol
import Redis
import Transport

/// Takes the pen from a holder that an operator has declared lost: the record first, then the Redis. Repeated after a
/// crash it goes on where it was.
struct PenTakeover: Sendable {
  let services: AgentServices

  /// Takes it under this epoch.
  /// - Throws: ``ProtocolError`` with `precondition` when the lost host's agent answers or the Redis does not, `refused`
  ///   when this agent's own record forbids it.
  func take(_ order: TakePen, epoch: Epoch) async throws(ProtocolError) -> ReplicationPosition {
    try await requireSilence(of: order.lost)
    let position = try await position(of: order.redis)
    try await services.standIns.suspend(order.redis.container)
    _ = try await services.state.handle(PenEvent.otherHolderLost(epoch))
    guard await services.state.pen.pen == .hold(epoch) else {
      throw ProtocolError(
        .refused,
        "the pen's record here is \(await services.state.pen.pen.map(\.description) ?? "none"); required: NOT, and an "
          + "epoch above all that were heard of", next: "look at `coordinator status`")
    }
    _ = try await RestartGuard(docker: services.docker, state: services.state).take(order.redis.container)
    let marker = PenMarker(fleet: services.configuration.fleet, pen: epoch)
    try await services.redis.withConnection(order.redis) { connection throws(RedisError) in
      try await connection.perform(.replicaOfNoOne)
      try await connection.perform(.set(PenMarker.key, marker.text))
    }
    try await services.state.remember(.penMarked(container: order.redis.container, epoch))
    await services.replication.release(order.redis)
    return position
  }

  /// One that answers is not lost; its Redis may still serve.
  private func requireSilence(of host: HostID) async throws(ProtocolError) {
    do {
      let connection = try await services.peers.connect(to: host)
      await connection.close()
    } catch {
      return
    }
    throw ProtocolError(
      .precondition, "the agent of \(host) answers; required: a host that is off for good",
      next: "coordinator rollback, which loses nothing")
  }

  private func position(of redis: RedisReference) async throws(ProtocolError) -> ReplicationPosition {
    let replication = try await services.redis.withConnection(redis) { connection throws(RedisError) in
      try await connection.information(.replication).replication
    }
    guard let id = replication.replicationID, let offset = replication.master?.appliedOffset ?? replication.offset
    else {
      throw ProtocolError(
        .precondition, "\(redis.container) does not say how far its data is", next: "docker logs \(redis.container)")
    }
    return ReplicationPosition(replicationID: id, offset: UInt64(offset))
  }
}
