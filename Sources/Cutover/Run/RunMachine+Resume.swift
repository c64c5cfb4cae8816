/// Going on from a journal, under a new lease. Nothing is concluded from what the journal does not say: a cut without
/// a recorded end is asked for.
extension RunMachine {
  /// The run that these records are of, or nil without a beginning. One that has not ended goes on with `.resume`.
  public init?(replaying records: [RunRecord]) {
    guard case .begun(let plan) = records.first else { return nil }
    self.init(plan: plan)
    state = .interrupted
    var closing = false
    for record in records.dropFirst() { replay(record, &closing) }
  }

  private mutating func replay(_ record: RunRecord, _ closing: inout Bool) {
    switch record {
    case .begun: break
    case .resumed(let epoch): plan = plan.under(epoch)
    case .copied: doubt(&closing)
    case .phaseBegun(let next): phase = next
    case .stepBegun(let step):
      guard !closing else { return }
      begun.append([step])
      switch step {
      case .cut, .takePen: move = .unknown
      case .acquireLease, .preflight, .provision, .prepareLeader, .stageEnvironment, .attach, .verifyReverseLink,
        .awaitSync, .backUp, .vote, .drain, .abortCut, .askPen, .flip, .startWorkers, .stageApp, .prepareStandIn,
        .beginStandIn, .endStandIn, .moveApp, .verify,
        .beginSoak, .releaseLease, .startWorkersAgain, .discardStagedEnvironment, .unstageApp, .detach, .restoreLeader,
        .removeProvisioned:
        break
      }
    case .stepFinished(let step, let result): if !closing { note(result, of: step) }
    case .stepFailed, .voteCounted: break
    case .cutDecided(_, let moved): move = moved ? .moved : .notMoved
    case .undoing(let reason):
      closing = true
      wasUndoing = reason
    case .ended(let outcome):
      state = .ended(outcome)
    }
  }

  /// What a step came to. A Redis that this run made and that its resumption finds is still this run's to remove.
  mutating func note(_ result: StepResult, of step: Step) {
    if case .provisioned(created: true) = results[step]?.detail { return }
    results[step] = result
  }

  /// The copy may lack the end of the story. The agents have the beginning of every step that changes something up to
  /// the cut before it is done; they need not have its end, nor what came after the cut. So from the gate on only the
  /// agents beside the two servers know where the pen is, and before it everything is looked at and done once more.
  private mutating func doubt(_ closing: inout Bool) {
    closing = false
    isCopied = true
    if phase >= .gate { move = .unknown }
  }

  mutating func resume(under epoch: Epoch) -> Decision<RunRecord, RunEffect> {
    switch state {
    case .interrupted:
      guard epoch > plan.epoch else { return .disregard(.violation("resumed under epoch \(epoch), not a new one")) }
      plan = plan.under(epoch)
      state = .reacquiring
      return Decision(records: [.resumed(epoch)], effects: [.perform(.acquireLease(plan.fleet))])
    case .ready, .reacquiring, .running, .holding, .deciding, .closing:
      return .disregard(.violation("resume of a run that is not interrupted"))
    case .ended:
      return .disregard(.stale)
    }
  }

  /// Before the drain nothing was stopped and the run goes on; from the drain to the cut the agents have undone it or
  /// are about to; after the cut it goes on.
  mutating func goOnAfterResume() -> Decision<RunRecord, RunEffect> {
    let interrupted = Finding(
      observed: "the run was interrupted in phase \(phase.rawValue)", required: "an end", next: "start a new run")
    if begun.isEmpty { begun.append([.acquireLease(plan.fleet)]) }
    switch move {
    case .unknown: return decide(wasUndoing ?? interrupted)
    case .moved: return phase == .cut ? enterPhase(after: .cut) : enter(phase)
    case .notMoved: return undo(wasUndoing ?? interrupted)
    case .notTried:
      if let reason = wasUndoing ?? stops.first { return undo(reason) }
      if phase >= .drain { return undo(interrupted) }
      return phase == .lease || isCopied ? enterPhase(after: .lease) : enter(phase)
    }
  }
}
