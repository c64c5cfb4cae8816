/// The coordinator's part of a run: which step is next, what a failure means, and how everything is taken back. It
/// never concludes anything about the pen that one of the two agents has not said.
public struct RunMachine: Sendable, Hashable {
  /// What the run is to do.
  public internal(set) var plan: RunPlan
  /// Where it stands.
  public internal(set) var state: RunState = .ready
  /// What is known of the pen.
  public internal(set) var move: PenMove = .notTried
  /// The phase that was begun last.
  public internal(set) var phase: Phase = .lease
  /// Steps that may have changed something, in the batches in which they were begun.
  var begun: [[Step]] = []
  /// What finished steps came to.
  var results: [Step: StepResult] = [:]
  /// Why the run does not go on once the steps in flight have ended.
  var stops: [Finding] = []
  /// An undo was begun before the process died.
  var wasUndoing: Finding?
  /// The lease of this epoch has ended, as an agent said; the next one is taken once the steps in flight have ended.
  var lostLease: Finding?
  /// The journal was rebuilt from an agent's copy of it.
  var isCopied = false

  /// A new run; starts with `.begin`.
  public init(plan: RunPlan) {
    self.plan = plan
  }

  /// The outcome, once there is one.
  public var outcome: Outcome? {
    guard case .ended(let outcome) = state else { return nil }
    return outcome
  }

  /// Decides about one event.
  public mutating func handle(_ event: RunEvent) -> Decision<RunRecord, RunEffect> {
    switch event {
    case .begin: begin()
    case .resume(let epoch): resume(under: epoch)
    case .finished(let step, let result): finish(step, result)
    case .failed(let step, let finding): fail(step, finding)
    case .proceed: proceed()
    case .abortRequested: abort()
    case .giveUp: giveUp()
    case .leaseLost(let epoch, let finding): loseLease(epoch, finding)
    }
  }

  private mutating func begin() -> Decision<RunRecord, RunEffect> {
    switch state {
    case .ready:
      let decision = enter(.lease)
      return Decision(records: [.begun(plan)] + decision.records, effects: decision.effects)
    case .interrupted:
      return .disregard(.violation("begin of a run that has to be resumed"))
    case .reacquiring, .running, .holding, .deciding, .closing, .ended:
      return .disregard(.duplicate)
    }
  }

  /// Enters a phase, or the first one after it that has something to do.
  mutating func enter(_ next: Phase) -> Decision<RunRecord, RunEffect> {
    phase = next
    guard !plan.stages(of: next).isEmpty else {
      let skipped = RunEffect.report(.phaseSkipped(next, reason: plan.skipReason(of: next)))
      let decision = enterPhase(after: next)
      return Decision(records: decision.records, effects: [skipped] + decision.effects)
    }
    let decision = perform(stage: 0, of: next)
    return Decision(
      records: [.phaseBegun(next)] + decision.records, effects: [.report(.phaseBegan(next))] + decision.effects)
  }

  mutating func perform(stage: Int, of phase: Phase) -> Decision<RunRecord, RunEffect> {
    let steps = plan.stages(of: phase)[stage]
    state = .running(phase, stage: stage, pending: Set(steps))
    begun.append(steps)
    if phase == .cut { move = .unknown }
    return Decision(records: steps.map(RunRecord.stepBegun), effects: steps.map(RunEffect.perform))
  }

  /// What comes after a phase that is done.
  mutating func enterPhase(after done: Phase) -> Decision<RunRecord, RunEffect> {
    if done == .sync && plan.holdsAfterSync && !plan.rehearsal {
      state = .holding
      return Decision(effects: [.report(.holding)])
    }
    if done == .gate && plan.rehearsal { return close(.rehearsed) }
    guard let next = Phase.allCases.first(where: { $0 > done }) else { return end(.succeeded) }
    return enter(next)
  }

  /// The steps of a stage have all ended.
  mutating func endStage(_ stage: Int, of phase: Phase) -> Decision<RunRecord, RunEffect> {
    guard lostLease == nil else { return takeNextEpoch() }
    guard stops.isEmpty else { return stop() }
    if stage + 1 < plan.stages(of: phase).count { return perform(stage: stage + 1, of: phase) }
    let decision = enterPhase(after: phase)
    return Decision(records: decision.records, effects: [.report(.phaseEnded(phase))] + decision.effects)
  }

  /// Before the pen has moved a stop takes everything back; after that nothing is taken back by itself.
  mutating func stop() -> Decision<RunRecord, RunEffect> {
    let findings = stops
    stops = []
    guard let reason = findings.first else { return Decision() }
    switch move {
    case .moved: return close(.incomplete(phase, findings))
    case .notTried, .notMoved: return undo(reason)
    case .unknown:
      // Under the next epoch the agent refuses what may still be on its way to it: then its answer is conclusive.
      return plan.lostHolder == nil ? decide(reason) : takeNextEpoch()
    }
  }

  mutating func end(_ outcome: Outcome) -> Decision<RunRecord, RunEffect> {
    state = .ended(outcome)
    return Decision(records: [.ended(outcome)], effects: [.end(outcome)])
  }

  private mutating func proceed() -> Decision<RunRecord, RunEffect> {
    switch state {
    case .holding: enter(.gate)
    // An App that is moved by hand: the operator's word that it is done.
    case .running(_, _, let pending) where pending.contains(.moveApp): Decision(effects: [.confirm(.moveApp)])
    case .ready, .interrupted, .reacquiring, .running, .deciding, .closing, .ended: .disregard(.stale)
    }
  }

  private mutating func giveUp() -> Decision<RunRecord, RunEffect> {
    switch state {
    case .deciding(let finding, let unreached):
      end(
        .undetermined(mustReach: unreached.isEmpty ? [plan.leader, plan.follower] : unreached.sorted(), finding))
    case .ready, .interrupted, .reacquiring, .running, .holding, .closing, .ended:
      .disregard(.stale)
    }
  }

  private mutating func abort() -> Decision<RunRecord, RunEffect> {
    let reason = Self.abortReason
    switch state {
    case .ready, .interrupted:
      return end(.failed(reason))
    case .holding:
      return undo(reason)
    case .running(let phase, _, let pending):
      guard move != .moved, phase != .cut || plan.lostHolder == nil else { return refuseAbort() }
      if phase == .cut { return Decision(effects: [.perform(.abortCut(plan.attempt, holder: plan.leader))]) }
      guard !stops.contains(reason) else { return .disregard(.duplicate) }
      stops.append(reason)
      return Decision(effects: pending.filter(\.onlyWaits).map(RunEffect.cancel))
    case .reacquiring:
      guard move != .moved else { return refuseAbort() }
      guard !stops.contains(reason) else { return .disregard(.duplicate) }
      stops.append(reason)
      return Decision()
    case .deciding, .closing:
      return move == .moved ? refuseAbort() : .disregard(.duplicate)
    case .ended:
      return .disregard(.stale)
    }
  }

  private func refuseAbort() -> Decision<RunRecord, RunEffect> {
    let finding = Finding(
      observed: "the pen has moved to \(plan.follower)", required: "an abort before the cut",
      next: "run `coordinator rollback`")
    return Decision(effects: [.report(.abortRefused(finding))])
  }
}
