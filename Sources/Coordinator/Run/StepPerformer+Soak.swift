import Cutover
import Protocol

/// The soak: from here on the agents watch by themselves.
extension StepPerformer {
  func beginSoak() async throws(ProtocolError) -> StepResult {
    let seconds = Int(min(subject.fleet.policy.soak / .seconds(1), Double(BeginSoak.maximumSeconds)))
    guard seconds > 0 else { return StepResult(observed: "policy.soak is 0: nobody watches") }
    for host in plan.participants { _ = try await ask(host, soakOrder(host, seconds: seconds)) }
    let names = plan.participants.map(\.rawValue).joined(separator: ", ")
    let verb = plan.participants.count == 1 ? "watches" : "watch"
    return StepResult(
      observed: "\(names) \(verb) for \(DurationText.text(.seconds(seconds)))",
      required: "every participant watching by itself; coordinator soak --wait stays for the end")
  }

  private func soakOrder(_ host: HostID, seconds: Int) -> BeginSoak {
    let part: SoakPart =
      switch host {
      case plan.follower: .holder
      // After a rollback nothing rests on the link any more: to move again is a new full copy.
      case plan.leader where plan.direction == .cutover: .follower
      case _: .workers
      }
    // A search walks all keys: the agents search only where this life of the run knows of no queues.
    let areKnown = !queues.isEmpty || depthsAtCut != nil
    return BeginSoak(
      seconds: seconds, intervalSeconds: SoakInterval.seconds(ofWindow: seconds),
      thresholds: subject.fleet.policy.soakThresholds, part: part,
      redis: part == .workers ? nil : subject.reference(of: host), workers: subject.workers(on: host),
      prefix: subject.redis.prefix, queues: areKnown ? queues : nil)
  }
}
