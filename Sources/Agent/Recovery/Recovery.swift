import Cutover
import Logging
import Protocol
import ServiceLifecycle

/// What an agent does without a coordinator: after its own restart it ends what its journal says is open, and when a
/// lease lapses it carries out the dead-man plan (design, "Dead-man plan"). It decides nothing; the machines do.
struct Recovery: Service {
  let services: AgentServices
  let logger: Logger
  /// How often the lease is looked at. The lease's own time is far longer.
  var interval: Duration = .seconds(1)

  func run() async {
    await cancelWhenGracefulShutdown {
      await services.standIns.recover()
      await services.replication.resume()
      let keeper = PenKeeper(services: services, logger: logger)
      let rivals = RivalWatch(services: services, logger: logger)
      await withDiscardingTaskGroup { group in
        group.addTask { await recoverCut() }
        for project in await services.state.projects {
          group.addTask { await actAlone(project) { .restarted(leaseLive: $0) } }
        }
        while !Task.isCancelled {
          for grant in await lapsedLeases() {
            logger.info("a lease has ended", metadata: ["run": "\(grant.run)", "epoch": "\(grant.epoch)"])
            for project in await services.state.projects {
              group.addTask { await actAlone(project) { _ in .deadMan(grant) } }
            }
          }
          await services.replication.keepLosses()
          services.trust.refresh()
          await HoldKeeper(services: services, logger: logger).look()
          // Before anything is let serve.
          await rivals.look()
          await keeper.look()
          await services.standIns.look()
          // Cancelled at the shutdown, which ends the loop.
          try? await Task.sleep(for: interval)
        }
      }
    }
  }

  private func lapsedLeases() async -> [Grant] {
    do throws(ProtocolError) {
      return try await services.state.takeLapsed()
    } catch {
      logger.error("the lease cannot be judged", metadata: ["error": "\(error)"])
      return []
    }
  }

  /// Ends a cut that an earlier life of this agent left open: fenced first, then the receiver's record decides.
  private func recoverCut() async {
    guard let (machine, order) = await services.state.unfinishedCut(), services.cuts.begin() else { return }
    defer { services.cuts.end() }
    logger.warning("a cut was left open", metadata: ["attempt": "\(order.plan.attempt)"])
    let shell = CutShell(order: order, recovering: machine, services: services) { _ in }
    do throws(ProtocolError) {
      let reply = try await shell.run()
      try await services.endCut()
      logger.warning("the cut has ended", metadata: ["result": "\(reply.result)"])
    } catch {
      logger.error("the cut could not be ended", metadata: ["error": "\(error)", "next": "\(error.next)"])
    }
  }

  /// Lets the machine of one project's workers act without a coordinator, and says how it went.
  private func actAlone(_ project: String, _ event: @Sendable (Bool) -> WorkersEvent) async {
    do throws(ProtocolError) {
      guard let reference = await services.state.restorable.workers[project] else { return }
      let live = try await services.state.isLeaseLive(for: project)
      guard let shell = try await services.shellAlone(reference) else { return }
      let outcome = try await shell.perform(event(live))
      if let answer = outcome.answer {
        logger.notice("workers without a coordinator", metadata: ["project": "\(project)", "now": "\(answer)"])
      }
    } catch {
      logger.error(
        "the workers could not be brought up without a coordinator",
        metadata: ["project": "\(project)", "error": "\(error)", "next": "\(error.next)"])
    }
  }
}
