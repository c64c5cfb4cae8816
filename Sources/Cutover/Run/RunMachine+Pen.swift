/// A cut whose end is not known: both agents are asked, for as long as it takes, and only what they say counts.
extension RunMachine {
  mutating func decide(_ reason: Finding) -> Decision<RunRecord, RunEffect> {
    let hosts: [HostID] = [plan.leader, plan.follower].filter { $0 != plan.lostHolder }
    state = .deciding(reason, unreached: [])
    let questions = hosts.map { RunEffect.perform(.askPen($0)) }
    return Decision(effects: [.report(.asking(mustReach: hosts, reason))] + questions)
  }

  mutating func learn(from step: Step, _ result: StepResult) -> Decision<RunRecord, RunEffect> {
    switch result.detail {
    case .pen(let answer):
      guard case .askPen(let host) = step else { return .disregard(.violation("a pen's answer to \(step)")) }
      return hear(answer, from: host, Finding(observed: result.observed, required: result.required))
    case .cut(.passed):
      return settle(moved: true)
    case .cut(.undone):
      return settle(moved: false)
    case .cut(.undetermined), .none, .provisioned, .votes:
      return .disregard(.stale)
    }
  }

  mutating func hear(
    _ answer: PenAnswer, from host: HostID, _ finding: Finding
  ) -> Decision<RunRecord, RunEffect> {
    guard case .deciding(let reason, var unreached) = state else { return .disregard(.stale) }
    let before = unreached
    switch answer {
    case .claim(let claim):
      // A claim that does not bar this epoch would not exclude that the cut is still to come.
      let counts = claim.holder == host && claim.barredThrough >= plan.epoch
      if counts && host == plan.leader { return settle(moved: false) }
      if counts && host == plan.follower { return settle(moved: true) }
      unreached.insert(host)
    case .unreachable, .needsLearning:
      unreached.insert(host)
    case .notHolder where plan.lostHolder != nil:
      return settle(moved: false)
    case .notHolder, .insideCut:
      unreached.remove(host)
    }
    state = .deciding(reason, unreached: unreached)
    let asking = RunEffect.report(.asking(mustReach: unreached.sorted(), finding))
    return Decision(effects: (unreached == before ? [] : [asking]) + [.perform(.askPen(host))])
  }

  private mutating func settle(moved: Bool) -> Decision<RunRecord, RunEffect> {
    guard case .deciding(let reason, _) = state else { return .disregard(.stale) }
    move = moved ? .moved : .notMoved
    let record = RunRecord.cutDecided(tried ?? plan.attempt, moved: moved)
    let effects: [RunEffect] = moved ? [.report(.phaseEnded(.cut))] : []
    if lostLease != nil {
      wasUndoing = moved ? nil : reason
      return append([record], effects, takeNextEpoch())
    }
    return append([record], effects, moved ? enterPhase(after: .cut) : undo(reason))
  }

  /// The attempt that was ordered; after a resume that of an earlier epoch.
  private var tried: Attempt? {
    for batch in begun.reversed() {
      for step in batch {
        if case .cut(let attempt, _) = step { return attempt }
      }
    }
    return nil
  }
}
