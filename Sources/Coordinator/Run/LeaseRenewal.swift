import Cutover
import NIOCore
import Protocol

/// Keeps the lease alive beside everything else, and hears with each renewal what operators at other laptops want of the
/// run. It asks far more often than the lease needs: an abort should not wait.
struct LeaseRenewal: Sendable {
  let performer: StepPerformer
  let plan: RunPlan
  /// How long between two renewals.
  var interval: Duration = .seconds(1)
  /// Told what is wanted of the run.
  let heard: @Sendable (RunEvent) -> Void

  /// - Parameters:
  ///   - performer: asks the agents.
  ///   - plan: under the epoch of this lease.
  ///   - heard: told what is wanted of the run.
  init(performer: StepPerformer, plan: RunPlan, heard: @escaping @Sendable (RunEvent) -> Void) {
    self.performer = performer
    self.plan = plan
    self.heard = heard
  }

  /// Renews until its task is cancelled. A failure is no reason to stop trying: the agents know when the time is up, and
  /// the next vote shows it.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      // Each agent at its own pace: one that cannot be reached must not cost the others their renewals.
      for host in plan.fleet { group.addTask { await renew(host) } }
    }
  }

  private func renew(_ host: HostID) async {
    var isAborted = false
    while (try? await Task.sleep(for: interval)) != nil {
      let renewal = AskLease(action: .renew, holder: "")
      guard let reply = try? await performer.ask(host, renewal, deadline: .seconds(4)) else { continue }
      if reply.wishes?[.abort] != nil, !isAborted {
        isAborted = true
        heard(.abortRequested)
      }
      if reply.wishes?[.proceed] != nil { heard(.proceed) }
    }
  }
}
