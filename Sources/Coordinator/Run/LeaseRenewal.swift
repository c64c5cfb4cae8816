import Cutover
import NIOCore
import Protocol

/// Keeps the lease alive beside everything else, and hears with each renewal what operators at other laptops want of the
/// run. It asks far more often than the lease needs: an abort should not wait.
struct LeaseRenewal: Sendable {
  let performer: StepPerformer
  let fleet: [HostID]
  let participants: [HostID]
  /// How long between two renewals.
  var interval: Duration = .seconds(1)
  /// Told what is wanted of the run, and when a participant's agent says that the lease has ended.
  let heard: @Sendable (RunEvent) -> Void

  /// - Parameters:
  ///   - performer: asks the agents.
  ///   - plan: whose lease it is.
  ///   - heard: told what is wanted of the run.
  init(performer: StepPerformer, plan: RunPlan, heard: @escaping @Sendable (RunEvent) -> Void) {
    self.performer = performer
    self.fleet = plan.fleet
    self.participants = plan.participants
    self.heard = heard
  }

  /// Renews until its task is cancelled. A failure is no reason to stop trying: the agents know when the time is up, and
  /// the next vote shows it.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      // Each agent at its own pace: one that cannot be reached must not cost the others their renewals.
      for host in fleet { group.addTask { await renew(host) } }
    }
  }

  private func renew(_ host: HostID) async {
    var isAborted = false
    while (try? await Task.sleep(for: interval)) != nil {
      do throws(RenewalFailure) {
        guard let wishes = try await performer.renewLease(at: host) else { continue }
        if wishes[.abort] != nil, !isAborted {
          isAborted = true
          heard(.abortRequested)
        }
        if wishes[.proceed] != nil { heard(.proceed) }
      } catch {
        // A host that takes no part never had to grant it.
        guard error.error.code == .epochStale, participants.contains(host) else { continue }
        let finding = Finding(
          observed: "\(host): \(error.error.message)", required: "a live lease", next: error.error.next)
        heard(.leaseLost(error.epoch, finding))
      }
    }
  }
}
