import Cutover
import Docker
import Logging
import Protocol
import Redis

/// Brings the Redis that holds the pen up again when it has stopped: from the lease to `finalize` Docker does not, since
/// it would also bring up the one that must not serve (`safety.md`, traps 9 and 10). A Redis whose host was restarted is
/// left to the operator: it may have lost what its replica still has (trap 5).
struct PenKeeper: Sendable {
  let services: AgentServices
  let logger: Logger

  /// Looks once, and starts what must run.
  func look() async {
    do throws(ProtocolError) {
      guard case .hold = await services.state.pen.pen else { return }
      let taken = await services.state.restorable.restartPolicies.keys
      for container in taken.sorted() { try await startIfStopped(container) }
      // Attached and holding at once is a promotion that was recorded and not carried out: its agent or its Redis died in
      // between. Such a Redis comes up as the follower that its configuration file says it is.
      for link in await services.state.restorable.links.values { try await finishPromotion(link) }
    } catch {
      logger.error("the Redis that holds the pen could not be looked at", metadata: ["error": "\(error)"])
    }
  }

  /// PROMOTED is the commit point: nobody else will ever serve, so this Redis must.
  private func finishPromotion(_ link: ReplicationLink) async throws(ProtocolError) {
    guard await services.state.restorable.bootID == services.host.bootID else { return }
    let wasFollowing = try await services.redis.withConnection(link.follower) { connection throws(RedisError) in
      guard try await connection.information(.replication).replication.role == .replica else { return false }
      try await connection.perform(.replicaOfNoOne)
      // Without a configuration file it refuses, and follows nobody after a restart anyway.
      try? await connection.perform(.configRewrite)
      return true
    }
    if wasFollowing {
      logger.warning("a recorded promotion was carried out", metadata: ["container": "\(link.follower.container)"])
    }
    await services.replication.release(link.follower)
  }

  private func startIfStopped(_ container: String) async throws(ProtocolError) {
    do {
      let engine = try await services.docker.connected()
      let details = try await engine.inspect(container)
      guard !details.state.isRunning, details.state.status != .restarting else { return }
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
    } catch let error as DockerError {
      // A container that is gone, or a daemon that is: nothing to start now.
      guard error.code != .notFound, error.code != .unreachable else { return }
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }
}
