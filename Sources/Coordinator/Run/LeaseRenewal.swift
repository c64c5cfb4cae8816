import Cutover
import Foundation
import NIOCore
import Protocol

/// Keeps the lease alive beside everything else: a third of its time between two renewals, so that one may get lost.
struct LeaseRenewal: Sendable {
  let performer: StepPerformer
  let plan: RunPlan
  /// How long between two renewals.
  var interval: Duration = Self.usual

  private static let usual: Duration = {
    #if DEBUG
      // The lab's chaos shortens the lease (`AgentServices.leaseSeconds`).
      let text = ProcessInfo.processInfo.environment["CUTOVER_LEASE_SECONDS"]
      if let seconds = text.flatMap(Int.init) { return .milliseconds(seconds * 1000 / 4) }
    #endif
    return .seconds(4)
  }()

  /// Renews until its task is cancelled. A failure is no reason to stop trying: the agents know when the time is up, and
  /// the next vote shows it.
  func run() async {
    while !Task.isCancelled {
      do {
        try await Task.sleep(for: interval)
      } catch {
        return
      }
      await withTaskGroup(of: Void.self) { group in
        for host in plan.fleet {
          group.addTask {
            _ = try? await performer.ask(host, AskLease(action: .renew, holder: ""), deadline: .seconds(4))
          }
        }
      }
    }
  }
}
