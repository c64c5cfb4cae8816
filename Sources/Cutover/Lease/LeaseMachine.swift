/// One agent's part of the fleet's lease: the highest epoch that it granted, for ever bound to one run, and whether
/// that lease is live. It decides which orders are obeyed (S5).
public struct LeaseMachine: Sendable, Hashable {
  /// Where the lease stands.
  public private(set) var state: LeaseState
  /// Requests that wait for a cut of this agent to end (safety.md, trap 12).
  private var waiting: [LeaseRequest] = []

  /// Rebuilds the lease from its journal; without records the agent must learn first.
  public init(replaying records: [LeaseJournalRecord] = []) {
    state = .unknown
    for record in records { apply(record) }
  }

  /// The highest epoch that was granted here, live or not.
  public var granted: Grant? {
    switch state {
    case .unknown, .free(nil): nil
    case .free(.some(let grant)): grant
    case .live(let lease): lease.grant
    }
  }

  /// The live lease.
  public var live: LeaseHolder? {
    switch state {
    case .unknown, .free: nil
    case .live(let lease): lease
    }
  }

  /// Whether an order under this grant is obeyed now.
  public func verdict(on grant: Grant) -> OrderVerdict {
    switch state {
    case .unknown: return .refuse(.needsLearning)
    case .free(nil): return .refuse(.ended(grant))
    case .free(.some(let highest)): return .refuse(refusal(of: grant, highest: highest) ?? .ended(grant))
    case .live(let lease):
      guard let refusal = refusal(of: grant, highest: lease.grant) else { return .obey }
      return .refuse(refusal)
    }
  }

  /// After a restart of the agent a live lease gets its full time again: the coordinator could not renew meanwhile.
  public func recover() -> [LeaseEffect] {
    switch state {
    case .unknown, .free: [.stopTimer]
    case .live(let lease): [.restartTimer(lease.grant)]
    }
  }

  /// Decides about one event.
  public mutating func handle(_ event: LeaseEvent) -> Decision<LeaseJournalRecord, LeaseEffect> {
    let decision = decide(event)
    for record in decision.records { apply(record) }
    return decision
  }

  private mutating func decide(_ event: LeaseEvent) -> Decision<LeaseJournalRecord, LeaseEffect> {
    switch event {
    case .learned(let grant):
      return learn(grant)
    case .requested(let request, let clock, let pen):
      return consider(request, clock: clock, pen: pen)
    case .renewed(let grant):
      switch verdict(on: grant) {
      case .obey: return Decision(effects: [.restartTimer(grant), .answerRenewal(nil)])
      case .refuse(let refusal): return Decision(effects: [.answerRenewal(refusal)])
      }
    case .released(let grant):
      guard live?.grant == grant else { return .disregard(granted == grant ? .duplicate : .stale) }
      // Nobody is left to order anything: workers that this run could not put back act alone, the others are at rest.
      return Decision(records: [.released(grant)], effects: [.stopTimer, .beginDeadManPlan(grant)])
    case .expired(let grant):
      guard live?.grant == grant else { return .disregard(.stale) }
      return Decision(records: [.expired(grant)], effects: [.stopTimer, .beginDeadManPlan(grant)])
    case .cutEnded(let clock, let pen):
      return answerWaiting(clock: clock, pen: pen)
    }
  }

  private mutating func apply(_ record: LeaseJournalRecord) {
    switch record {
    case .learned(let grant): state = .free(grant)
    case .granted(let lease): state = .live(lease)
    case .released(let grant), .expired(let grant): state = .free(grant)
    }
  }

  private func learn(_ grant: Grant?) -> Decision<LeaseJournalRecord, LeaseEffect> {
    switch state {
    case .unknown: return Decision(records: [.learned(grant)])
    case .free, .live: return .disregard(grant == granted ? .duplicate : .stale)
    }
  }

  private mutating func consider(
    _ request: LeaseRequest, clock: LeaseClock, pen: PenRecord?
  ) -> Decision<LeaseJournalRecord, LeaseEffect> {
    guard let pen else { return Decision(effects: [.answer(request: request.id, .refused(.needsLearning))]) }
    switch pen {
    case .cut:
      waiting.append(request)
      return Decision()
    case .hold, .not:
      return grant(request, clock: clock, pen: pen)
    }
  }

  /// In the order of arrival; each is judged by what the one before it left.
  private mutating func answerWaiting(
    clock: LeaseClock, pen: PenRecord?
  ) -> Decision<LeaseJournalRecord, LeaseEffect> {
    let requests = waiting
    waiting = []
    var total = Decision<LeaseJournalRecord, LeaseEffect>()
    var copy = self
    for request in requests {
      let decision = copy.handle(.requested(request, clock: clock, pen: pen))
      total.records += decision.records
      total.effects += decision.effects
    }
    waiting = copy.waiting
    return total
  }

  private func grant(
    _ request: LeaseRequest, clock: LeaseClock, pen: PenRecord
  ) -> Decision<LeaseJournalRecord, LeaseEffect> {
    let answer: (LeaseAnswer) -> LeaseEffect = { .answer(request: request.id, $0) }
    let wanted = request.grant
    switch state {
    case .unknown:
      return Decision(effects: [answer(.refused(.needsLearning))])
    case .live(let lease):
      // Two laptops that resume one run come with the same run and epoch: only the first of them leads.
      if lease.grant == wanted, lease.holder == request.holder {
        return Decision(effects: [.restartTimer(wanted), answer(.granted(wanted, pen: pen))])
      }
      // Its own leader, to whom another agent's lease has lapsed, takes the next epoch of the same run everywhere.
      let isOwn = lease.grant.run == wanted.run && lease.holder == request.holder
      guard isOwn || request.takeover else { return Decision(effects: [answer(.refused(.held(lease, clock)))]) }
    case .free: break
    }
    if let highest = granted, let refusal = refusal(ofNew: wanted, highest: highest) {
      return Decision(effects: [answer(.refused(refusal))])
    }
    let lease = LeaseHolder(grant: wanted, holder: request.holder)
    // A takeover ends another run as a lapse would: its workers must not wait for a coordinator that is refused now.
    let ended = live.map(\.grant).flatMap { $0.run == wanted.run ? nil : LeaseEffect.beginDeadManPlan($0) }
    return Decision(
      records: [.granted(lease)],
      effects: [.restartTimer(wanted)] + (ended.map { [$0] } ?? []) + [answer(.granted(wanted, pen: pen))])
  }

  private func refusal(of grant: Grant, highest: Grant) -> LeaseRefusal? {
    if grant == highest { return nil }
    if grant.epoch == highest.epoch { return .boundToOtherRun(highest) }
    return grant.epoch < highest.epoch ? .staleEpoch(highest: highest) : .ended(grant)
  }

  private func refusal(ofNew grant: Grant, highest: Grant) -> LeaseRefusal? {
    if grant.epoch > highest.epoch { return nil }
    if grant.epoch < highest.epoch { return .staleEpoch(highest: highest) }
    return grant.run == highest.run ? .ended(grant) : .boundToOtherRun(highest)
  }
}
