/// A lease that ended while the run goes on: a laptop that slept, a network that was away for longer than the agents wait.
/// They have acted on it, or are about to, so the run may order nothing more under that epoch; it takes the next one, as
/// a coordinator that was restarted does, and goes on from what is true then.
extension RunMachine {
  /// What an operator's abort says as a reason.
  static let abortReason = Finding(
    observed: "an abort was requested", required: "nothing: this is what was asked for")

  /// An agent says that the lease of this epoch has ended. Steps in flight end first: the agents judge each by itself.
  mutating func loseLease(_ epoch: Epoch, _ finding: Finding) -> Decision<RunRecord, RunEffect> {
    guard epoch == plan.epoch else { return .disregard(.stale) }
    guard lostLease == nil else { return .disregard(.duplicate) }
    let report = RunEffect.report(.leaseLost(finding))
    switch state {
    case .ready, .interrupted, .reacquiring, .ended:
      return .disregard(.stale)
    case .holding:
      return append([], [report], takeNextEpoch())
    case .running(let phase, _, let pending):
      // There it is being asked for, or given back.
      guard phase != .lease, phase != .soak else { return .disregard(.stale) }
      lostLease = finding
      return Decision(effects: [report] + pending.filter(\.onlyWaits).map(RunEffect.cancel))
    case .deciding:
      lostLease = finding
      return Decision(effects: [report])
    case .closing(let closing):
      guard closing.pending != [.releaseLease(plan.fleet)] else { return .disregard(.stale) }
      lostLease = finding
      return Decision(effects: [report])
    }
  }

  /// The lease first, under the next epoch; then whatever the run can still do. What failed while there was no lease
  /// failed for want of it; a vote's no or an undone cut, and an operator's abort, count.
  mutating func takeNextEpoch() -> Decision<RunRecord, RunEffect> {
    if move == .notMoved, let reason = stops.first { wasUndoing = reason }
    stops.removeAll { $0 != Self.abortReason }
    lostLease = nil
    plan = plan.under(plan.epoch.next)
    state = .reacquiring
    return Decision(records: [.resumed(plan.epoch)], effects: [.perform(.acquireLease(plan.fleet))])
  }
}
