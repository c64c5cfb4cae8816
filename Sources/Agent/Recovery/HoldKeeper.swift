import Cutover
import Logging
import Protocol

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends a copy that nobody has watched for `policy.hold`, as ``HoldMachine`` decides: before the drain a dead coordinator
/// stops nothing, so nothing is undone in a hurry.
struct HoldKeeper: Sendable {
  let services: AgentServices
  let logger: Logger

  /// Looks once, and puts back what is to be put back.
  func look() async {
    let hold: Hold
    switch await services.state.hold.state {
    case .none: return
    case .watched(let known), .abandoned(let known, _): hold = known
    }
    do throws(ProtocolError) {
      let isChanged = await isChanged(hold)
      let look = try await services.state.look(isChanged: isChanged, now: moment)
      for case .putBack(let hold) in try await services.state.handle(.looked(look)) {
        logger.warning(
          "nobody has watched this copy for its hold; putting back what it changed",
          metadata: ["run": "\(hold.grant.run)", "role": "\(hold.role.rawValue)", "seconds": "\(hold.seconds)"])
        try await putBack(hold)
        _ = try await services.state.handle(.putBack)
      }
    } catch {
      logger.error(
        "what a copy changed cannot be put back yet", metadata: ["error": "\(error)", "next": "\(error.next)"])
    }
  }

  private func isChanged(_ hold: Hold) async -> Bool {
    let values = await services.state.restorable
    switch hold.role {
    case .leader: return values.settings.values.contains { !$0.isEmpty }
    case .follower: return !values.links.isEmpty
    }
  }

  private func putBack(_ hold: Hold) async throws(ProtocolError) {
    let values = await services.state.restorable
    switch hold.role {
    case .leader:
      for container in values.settings.keys.sorted() {
        guard let reference = values.leaders[container] else { continue }
        _ = try await services.restoreLeader(reference)
      }
    case .follower:
      for link in values.links.values { try await services.detach(link.follower) }
    }
  }

  private var moment: HoldMoment {
    func seconds(_ clock: clockid_t) -> UInt64 {
      var time = timespec()
      clock_gettime(clock, &time)
      return UInt64(max(0, time.tv_sec))
    }
    #if canImport(Darwin)
      let boot = CLOCK_MONOTONIC
    #else
      let boot = clockid_t(CLOCK_BOOTTIME)
    #endif
    return HoldMoment(
      bootID: services.host.bootID, bootSeconds: seconds(boot), wallSeconds: seconds(CLOCK_REALTIME))
  }
}
