/// What a coordinator orders. Whether the order may be obeyed at all, the lease has already decided (S5).
extension WorkersMachine {
  mutating func stage(_ run: WorkersRun, file: String) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .idle, .started:
      return commit([.staged(run, file: file)], [])
    case .staged:
      guard self.run != run || stagedFile != file else { return .disregard(.duplicate) }
      return commit([.staged(run, file: file)], [])
    case .draining, .drained, .promised, .asking, .supplying, .starting:
      return .disregard(.violation("staged for \(run.grant) while the workers are \(state)"))
    }
  }

  mutating func discardStaged() -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .idle:
      return Decision(effects: [.answer(.discarded)])
    case .staged, .started(.old):
      let removal = stagedFile.map { [WorkersEffect.discardStaged(file: $0)] } ?? []
      return commit([.unstaged], removal + [.answer(.discarded)])
    case .draining, .drained, .promised, .asking, .supplying, .starting, .started(.new):
      return refuse("workers \(state)", required: "workers on the old side")
    }
  }

  mutating func drain(_ policies: [RestartPolicy]) -> Decision<WorkersJournalRecord, WorkersEffect> {
    orphaned = false
    switch state {
    case .staged, .started(.old):
      return commit([.draining(policies)], [.clearRestartPolicies, .stopWorkers])
    case .draining(inFlight: true, undo: nil):
      return .disregard(.duplicate)
    case .draining(inFlight: false, undo: nil):
      // The policies that were recorded first are the ones to put back: now they read `no`.
      state = .draining(inFlight: true, undo: nil)
      return Decision(effects: [.clearRestartPolicies, .stopWorkers])
    case .drained, .promised:
      return Decision(effects: [.answer(.drained)])
    case .idle:
      return refuse("nothing staged", required: "a staged env file")
    case .draining(_, undo: .some), .asking, .supplying, .starting, .started(.new):
      return refuse("workers \(state)", required: "workers on the old side")
    }
  }

  mutating func endStops(_ failure: Finding?) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .draining(inFlight: true, let undo):
      if let undo { return beginStart(.old, undo, after: failure == nil ? [.drained] : []) }
      guard let failure else { return commit([.drained], [.answer(.drained)]) }
      state = .draining(inFlight: false, undo: nil)
      return Decision(effects: [.answer(.failed(failure))])
    case .draining(inFlight: false, _), .drained, .promised, .asking, .supplying, .starting, .started:
      return .disregard(.stale)
    case .idle, .staged:
      return .disregard(.violation("the end of stops that were not asked for"))
    }
  }

  /// The promise is durable before the yes is sent.
  mutating func voteYes(_ grant: Grant) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch state {
    case .drained:
      return commit([.promised(grant)], [.castYes(grant)])
    case .promised:
      guard let promise, grant.epoch >= promise.epoch, environment == .old else {
        return castNo("an older epoch")
      }
      return grant == promise ? Decision(effects: [.castYes(grant)]) : commit([.promised(grant)], [.castYes(grant)])
    case .idle, .staged, .draining, .asking, .supplying, .starting, .started:
      return castNo("workers \(state)")
    }
  }

  private func castNo(_ observed: String) -> Decision<WorkersJournalRecord, WorkersEffect> {
    Decision(effects: [.castNo(Finding(observed: observed, required: "workers drained, in the newest epoch"))])
  }

  mutating func flip() -> Decision<WorkersJournalRecord, WorkersEffect> {
    orphaned = false
    switch state {
    case .promised, .asking:
      guard environment == .old else { return Decision(effects: [.answer(.supplied(.new))]) }
      state = .supplying(.new)
      return Decision(effects: [.supplyEnvironment(.new)])
    case .supplying(.new):
      return .disregard(.duplicate)
    case .starting(.new, _, _), .started(.new):
      return Decision(effects: [.answer(.supplied(.new))])
    case .idle, .staged, .draining, .drained, .supplying(.old), .starting(.old, _, _), .started(.old):
      return refuse("workers \(state)", required: "a yes vote on the cut before")
    }
  }

  mutating func order(_ side: WorkersSide, _ grant: Grant) -> Decision<WorkersJournalRecord, WorkersEffect> {
    orphaned = false
    switch state {
    case .staged:
      guard side == .old else { return refuse("workers on the old side", required: "a yes vote on the cut before") }
      return Decision(effects: [.answer(.running(.old))])
    case .draining(let inFlight, _):
      guard side == .old else { return refuse("workers \(state)", required: "a yes vote on the cut before") }
      guard inFlight else { return beginStart(.old, .order(grant)) }
      state = .draining(inFlight: true, undo: .order(grant))
      return Decision()
    case .drained:
      guard side == .old else { return refuse("workers drained", required: "a yes vote on the cut before") }
      return beginStart(.old, .order(grant))
    case .promised, .asking:
      return beginStart(side, .order(grant))
    case .supplying:
      return refuse("the env file is being put in place", required: "the end of that")
    case .starting(let current, _, let inFlight):
      guard current == side else { return refuse("workers \(state)", required: "the end of that") }
      return inFlight ? .disregard(.duplicate) : beginStart(side, .order(grant))
    case .started(let current):
      guard current == side else { return refuse("workers on the \(current.rawValue) side", required: "a run") }
      return Decision(effects: [.answer(.running(side))])
    case .idle:
      return refuse("no run here", required: "a staged env file")
    }
  }
}
