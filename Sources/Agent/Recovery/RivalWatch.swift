import Cutover
import Logging
import Protocol
import Redis

/// Asks the agent of the other Redis, now and then, whether it claims the pen under a higher epoch: whoever was declared
/// lost and returns must not serve beside the one that took its place (safety.md, trap 20).
actor RivalWatch {
  private let services: AgentServices
  private let logger: Logger
  private let interval: Duration
  private var next = ContinuousClock.now

  init(services: AgentServices, logger: Logger, interval: Duration = .seconds(10)) {
    self.services = services
    self.logger = logger
    self.interval = interval
  }

  /// Asks if it is time, and yields to a higher claim.
  func look() async {
    guard case .hold(let epoch) = await services.state.pen.pen, ContinuousClock.now >= next else { return }
    next = .now + interval
    for host in await services.state.restorable.counterparts.sorted() {
      guard case .claim(let claim) = await ask(host, epoch), claim.pen > epoch else { continue }
      await yield(to: claim)
    }
  }

  private func ask(_ host: HostID, _ epoch: Epoch) async -> PenAnswer {
    do throws(ProtocolError) {
      let id = "rival-\(UInt64.random(in: .min ... .max))"
      return try await services.peers.ask(host, WhoHolds(epoch: epoch), id: id)
    } catch {
      return .unreachable
    }
  }

  private func yield(to claim: PenClaim) async {
    do throws(ProtocolError) {
      _ = try await services.state.handle(PenEvent.otherHolderClaims(claim))
      guard case .not = await services.state.pen.pen else { return }
      logger.error(
        "this host was declared lost; its Redis yields the pen",
        metadata: ["holder": "\(claim.holder)", "pen": "\(claim.pen)"])
      for container in await services.state.restorable.guarded.sorted() {
        guard let redis = await services.state.restorable.reference(of: container) else { continue }
        try await services.redis.withConnection(redis) { connection throws(RedisError) in
          try await connection.perform(.fence)
          _ = try await connection.call(.clientKillNormal)
        }
      }
    } catch {
      // The record is there; what watches over Redis servers without the pen fences it at its next look.
      logger.error("a Redis that yielded the pen could not be fenced at once", metadata: ["error": "\(error)"])
    }
  }
}
