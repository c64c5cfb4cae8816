/// What a worker host does by itself: ends what it began, and acts where no coordinator does (design, "Dead-man plan").
extension WorkersMachine {
  mutating func endFlip(_ side: WorkersSide) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .supplying(let wanted):
      guard wanted == side else { return .disregard(.violation("the env file of the wrong side")) }
      let decision = commit([.flipped(side)], [.answer(.supplied(side))])
      guard orphaned else { return decision }
      return Decision(records: decision.records, effects: decision.effects + actAlone().effects)
    case .starting(let wanted, _, inFlight: true):
      guard wanted == side else { return .disregard(.violation("the env file of the wrong side")) }
      let records: [WorkersJournalRecord] = [.flipped(side)]
      for record in records { apply(record) }
      return Decision(records: records, effects: [bringUp(side)])
    case .starting(_, _, inFlight: false), .idle, .staged, .draining, .drained, .promised, .asking, .started:
      return .disregard(.stale)
    }
  }

  mutating func endStart(_ side: WorkersSide) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .starting(let wanted, _, inFlight: true):
      guard wanted == side else { return .disregard(.violation("workers started on the wrong side")) }
      return commit([.started(side)], [.answer(.running(side))])
    case .starting(_, _, inFlight: false), .idle, .staged, .draining, .drained, .promised, .asking, .supplying,
      .started:
      return .disregard(.stale)
    }
  }

  /// With a coordinator that ordered it, a failure is its to decide; without one it is tried again (the shell waits).
  mutating func fail(_ finding: Finding) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .supplying:
      state = .promised
      let answer = WorkersEffect.answer(.failed(finding))
      return orphaned ? Decision(effects: [answer] + actAlone().effects) : Decision(effects: [answer])
    case .starting(let side, let authority, inFlight: true):
      switch authority {
      case .order:
        guard !orphaned else { return Decision(effects: [bringUp(side)]) }
        state = .starting(side, authority, inFlight: false)
        return Decision(effects: [.answer(.failed(finding))])
      case .claim, .noPromise:
        return Decision(effects: [bringUp(side)])
      }
    case .starting(_, _, inFlight: false), .idle, .staged, .draining, .drained, .promised, .asking, .started:
      return .disregard(.stale)
    }
  }

  mutating func actAlone() -> Decision<WorkersJournalRecord, WorkersEffect> {
    orphaned = true
    switch state {
    case .idle, .staged, .started:
      return Decision()
    case .draining(inFlight: true, let undo):
      state = .draining(inFlight: true, undo: undo ?? .noPromise)
      return Decision()
    case .draining(inFlight: false, _), .drained:
      return beginStart(.old, .noPromise)
    case .promised:
      state = .asking
      return Decision(effects: askHolders)
    case .asking, .supplying, .starting(_, _, inFlight: true):
      return Decision()
    case .starting(let side, let authority, inFlight: false):
      state = .starting(side, authority, inFlight: true)
      return Decision(effects: [bringUp(side)])
    }
  }

  private var askHolders: [WorkersEffect] {
    guard let run, let promise else { return [] }
    return [.askHolders([run.leader, run.follower], promise.epoch)]
  }

  mutating func hear(_ host: HostID, _ answer: PenAnswer) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .asking: break
    case .idle, .staged, .draining, .drained, .promised, .supplying, .starting, .started:
      return .disregard(.stale)
    }
    switch answer {
    case .claim(let claim):
      guard let promise, claim.barredThrough >= promise.epoch else {
        return .disregard(.violation("a claim of \(host) that does not bar epoch \(promise?.epoch ?? 0)"))
      }
      guard claim.holder == host, let side = run?.side(of: host) else {
        return .disregard(.violation("a claim of \(claim.holder) from \(host)"))
      }
      return beginStart(side, .claim(claim))
    case .notHolder, .insideCut, .needsLearning, .unreachable:
      return Decision()
    }
  }

  mutating func restart(leaseLive: Bool) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .idle, .staged, .started:
      return Decision()
    case .draining:
      // Stops died with the agent or did not: ordered again, they end in a known state.
      state = .draining(inFlight: true, undo: leaseLive ? nil : .noPromise)
      orphaned = !leaseLive
      return Decision(effects: [.clearRestartPolicies, .stopWorkers])
    case .drained, .promised, .asking, .supplying:
      return leaseLive ? Decision() : actAlone()
    case .starting(let side, let authority, _):
      orphaned = !leaseLive
      state = .starting(side, authority, inFlight: true)
      return Decision(effects: [bringUp(side)])
    }
  }
}
