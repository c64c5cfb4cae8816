import Cutover
import Logging
import Protocol
import ServiceLifecycle

/// Looks at Redis and workers again and again while a window is open, whether or not a coordinator is there, and goes on
/// after the agent's own restart: the window is in its journal. ``SoakMachine`` decides what is a finding and when it ends.
struct SoakKeeper: Service {
  let services: AgentServices
  let logger: Logger

  func run() async {
    await cancelWhenGracefulShutdown {
      var watched: Grant?
      var next = ContinuousClock.now
      while !Task.isCancelled {
        if let window = await openWindow(), let order = await services.state.soakOrder {
          if watched != window.grant { (watched, next) = (window.grant, .now) }
          if ContinuousClock.now >= next {
            next = .now + .seconds(max(1, order.intervalSeconds))
            await look(order)
          }
        }
        // Cancelled at the shutdown, which ends the loop.
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// The window in which is to be looked now.
  private func openWindow() async -> SoakWindow? {
    do throws(ProtocolError) {
      for effect in try await services.state.lookAtSoak(at: WallClock.seconds) {
        switch effect {
        case .sample(let window): return window
        case .reportEnd(let watch):
          logger.notice(
            "the soak has ended",
            metadata: [
              "run": "\(watch.window.grant.run)", "end": "\(watch.end?.rawValue ?? "")",
              "samples": "\(watch.summary.samples)", "findings": "\(watch.findings.count)",
            ])
        case .report: break
        }
      }
    } catch {
      logger.error("the soak cannot be judged", metadata: ["error": "\(error)", "next": "\(error.next)"])
    }
    return nil
  }

  private func look(_ order: BeginSoak) async {
    let sample = await SoakSampler(services: services, order: order).sample()
    do throws(ProtocolError) {
      for case .report(let found) in try await services.state.handle(SoakEvent.sampled(sample)) {
        logger.error(
          "found in the soak",
          metadata: [
            "check": "\(found.check.rawValue)", "observed": "\(found.finding.observed)",
            "required": "\(found.finding.required)", "next": "\(found.finding.next)",
          ])
      }
    } catch {
      logger.error("what the soak saw cannot be kept", metadata: ["error": "\(error)", "next": "\(error.next)"])
    }
  }
}
