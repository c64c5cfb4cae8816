/// The way back: the reverse order of exactly what was begun, batch by batch; and the end of a run that has moved the
/// pen, where nothing is taken back.
extension RunMachine {
  mutating func undo(_ reason: Finding) -> Decision<RunRecord, RunEffect> {
    let changedSomething = undoBatches.contains { $0 != [.releaseLease(plan.fleet)] }
    let decision = close(.undone(reason, changedSomething: changedSomething))
    return Decision(
      records: [.undoing(reason)] + decision.records, effects: [.report(.undoing(reason))] + decision.effects)
  }

  mutating func close(_ ending: RunClosing.Ending) -> Decision<RunRecord, RunEffect> {
    let remaining: [[Step]] =
      switch ending {
      case .undone, .rehearsed: undoBatches
      // Until the workers run, the lapse of the lease is what makes the agents go on by themselves.
      case .incomplete(let phase, _): phase > .start ? [[.releaseLease(plan.fleet)]] : []
      }
    return nextUndo(RunClosing(ending: ending, remaining: remaining))
  }

  mutating func finishUndo(
    _ step: Step, _ closing: RunClosing, failure: Finding?
  ) -> Decision<RunRecord, RunEffect> {
    var closing = closing
    guard closing.pending.remove(step) != nil else { return .disregard(.stale) }
    var records: [RunRecord] = [.stepFinished(step, StepResult())]
    var effects: [RunEffect] = [.report(.undone(step))]
    if let failure {
      let undoFailure = UndoFailure(step: step, finding: failure)
      closing.failures.append(undoFailure)
      records = [.stepFailed(step, failure)]
      effects = [.report(.notUndone(undoFailure))]
    }
    state = .closing(closing)
    guard closing.pending.isEmpty else { return append(records, effects, Decision()) }
    if lostLease != nil {
      if case .undone(let reason, _) = closing.ending { wasUndoing = reason }
      return append(records, effects, takeNextEpoch())
    }
    return append(records, effects, nextUndo(closing))
  }

  private mutating func nextUndo(_ closing: RunClosing) -> Decision<RunRecord, RunEffect> {
    var closing = closing
    guard !closing.remaining.isEmpty else { return end(closing.outcome) }
    let batch = closing.remaining.removeFirst()
    closing.pending = Set(batch)
    state = .closing(closing)
    return Decision(records: batch.map(RunRecord.stepBegun), effects: batch.map(RunEffect.perform))
  }

  /// Every begun step counts, finished or not: a failed one may have changed something before it failed.
  var undoBatches: [[Step]] {
    var seen: Set<Step> = []
    return begun.reversed().compactMap { batch in
      let steps = batch.compactMap(undoStep).filter { seen.insert($0).inserted }
      return steps.isEmpty ? nil : steps
    }
  }

  private func undoStep(of step: Step) -> Step? {
    switch step {
    case .acquireLease(let hosts): return .releaseLease(hosts)
    case .provision(let host):
      // Once a cut was tried the copy is kept: the holder's Redis may have come out of it with less.
      guard move == .notTried else { return nil }
      if case .provisioned(created: false) = results[step]?.detail { return nil }
      return .removeProvisioned(host)
    case .prepareLeader(let host): return .restoreLeader(host)
    case .stageEnvironment(let host): return .discardStagedEnvironment(host)
    case .attach(let follower, _): return .detach(follower)
    case .stageApp: return .unstageApp
    case .prepareStandIn(let host): return .endStandIn(host)
    case .drain(let host): return .startWorkersAgain(host)
    // A backup that was taken stays: it harms nobody.
    case .preflight, .verifyReverseLink, .awaitSync, .backUp, .vote, .cut, .takePen, .abortCut, .askPen, .flip,
      .startWorkers, .beginStandIn,
      .moveApp, .verify, .beginSoak, .releaseLease:
      return nil
    case .startWorkersAgain, .endStandIn, .discardStagedEnvironment, .unstageApp, .detach, .restoreLeader,
      .removeProvisioned:
      return nil
    }
  }
}

extension Step {
  /// Whether leaving the step in the middle leaves nothing behind.
  var onlyWaits: Bool {
    switch self {
    case .preflight, .verifyReverseLink, .awaitSync, .backUp, .vote: true
    case .acquireLease, .provision, .prepareLeader, .stageEnvironment, .attach, .drain, .cut, .takePen, .abortCut,
      .askPen, .flip, .startWorkers, .stageApp, .prepareStandIn, .beginStandIn, .moveApp, .verify, .beginSoak,
      .releaseLease:
      false
    case .startWorkersAgain, .endStandIn, .discardStagedEnvironment, .unstageApp, .detach, .restoreLeader,
      .removeProvisioned:
      false
    }
  }
}
