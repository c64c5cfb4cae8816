/// What the end of a step means.
extension RunMachine {
  mutating func finish(_ step: Step, _ result: StepResult) -> Decision<RunRecord, RunEffect> {
    switch state {
    case .running(let phase, let stage, var pending):
      guard pending.remove(step) != nil else { return unexpected(step) }
      state = .running(phase, stage: stage, pending: pending)
      note(result, of: step)
      let report = RunEffect.report(.stepEnded(phase, step, result))
      let judged = judge(step, result)
      let records = [.stepFinished(step, result)] + judged.records
      let effects = [report] + judged.effects
      return append(records, effects, pending.isEmpty ? endStage(stage, of: phase) : Decision())
    case .deciding:
      return learn(from: step, result)
    case .closing(let closing):
      return finishUndo(step, closing, failure: nil)
    case .reacquiring:
      guard step == .acquireLease(plan.fleet) else { return .disregard(.stale) }
      return append([.stepFinished(step, result)], [], goOnAfterResume())
    case .ready, .interrupted:
      return .disregard(.violation("the end of a step that was not begun: \(step)"))
    case .holding, .ended:
      return .disregard(.stale)
    }
  }

  mutating func fail(_ step: Step, _ finding: Finding) -> Decision<RunRecord, RunEffect> {
    switch state {
    case .running(let phase, let stage, var pending):
      guard pending.remove(step) != nil else { return unexpected(step) }
      state = .running(phase, stage: stage, pending: pending)
      if lostLease == nil { stops.append(finding) }
      let report = RunEffect.report(.stepFailed(phase, step, finding))
      let rest = pending.isEmpty ? endStage(stage, of: phase) : Decision()
      return append([.stepFailed(step, finding)], [report], rest)
    case .deciding:
      guard case .askPen(let host) = step else { return .disregard(.stale) }
      return hear(.unreachable, from: host, finding)
    case .closing(let closing):
      return finishUndo(step, closing, failure: finding)
    case .reacquiring:
      guard step == .acquireLease(plan.fleet) else { return .disregard(.stale) }
      return append([.stepFailed(step, finding)], [], end(.undetermined(mustReach: plan.participants, finding)))
    case .ready, .interrupted:
      return .disregard(.violation("the failure of a step that was not begun: \(step)"))
    case .holding, .ended:
      return .disregard(.stale)
    }
  }

  func append(
    _ records: [RunRecord], _ effects: [RunEffect], _ rest: Decision<RunRecord, RunEffect>
  ) -> Decision<RunRecord, RunEffect> {
    Decision(records: records + rest.records, effects: effects + rest.effects)
  }

  /// Decides what a finished vote or cut says; a missing count is a no, a missing result is unknown.
  private mutating func judge(_ step: Step, _ result: StepResult) -> Decision<RunRecord, RunEffect> {
    switch step {
    case .vote(let purpose, let hosts):
      guard case .votes(let count) = result.detail, count.purpose == purpose, count.voters == hosts else {
        stops.append(Finding(observed: "no count of the vote", required: "the ballots of \(hosts.count) agents"))
        return Decision()
      }
      if !count.passed {
        let observed = ([count.text] + count.findings.map(\.description)).joined(separator: "; ")
        stops.append(Finding(observed: observed, required: "yes from every agent"))
      }
      return Decision(records: [.voteCounted(count)], effects: [.report(.counted(purpose, text: count.text))])
    case .cut(let attempt, _):
      guard case .cut(let cut) = result.detail else {
        stops.append(Finding(observed: "no result of the cut", required: "passed or undone"))
        return Decision()
      }
      return judge(cut, of: attempt)
    case .takePen:
      move = .moved
      return Decision(records: [.cutDecided(plan.attempt, moved: true)])
    case .acquireLease, .preflight, .provision, .prepareLeader, .stageEnvironment, .attach, .verifyReverseLink,
      .awaitSync, .backUp, .drain, .abortCut, .askPen, .flip, .startWorkers, .stageApp, .prepareStandIn, .beginStandIn,
      .endStandIn,
      .moveApp, .verify, .beginSoak, .releaseLease, .startWorkersAgain, .unstageApp, .discardStagedEnvironment, .detach,
      .restoreLeader,
      .removeProvisioned:
      return Decision()
    }
  }

  private mutating func judge(_ cut: CutResult, of attempt: Attempt) -> Decision<RunRecord, RunEffect> {
    switch cut {
    case .passed:
      move = .moved
      return Decision(records: [.cutDecided(attempt, moved: true)])
    case .undone(let reason, _):
      move = .notMoved
      stops.append(reason)
      return Decision(records: [.cutDecided(attempt, moved: false)])
    case .undetermined(let host):
      stops.append(Finding(observed: "the cut is undetermined", required: "an answer of \(host)"))
      return Decision()
    }
  }

  private func unexpected(_ step: Step) -> Decision<RunRecord, RunEffect> {
    if case .abortCut = step { return Decision() }
    return .disregard(begun.contains { $0.contains(step) } ? .duplicate : .stale)
  }
}
