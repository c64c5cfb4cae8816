/// Ends a copy that nobody watches (design, "Dead-man plan"): before the drain nothing was stopped, so a dead coordinator
/// changes nothing at first, the follower follows on and a `resume` goes on where it was. After `policy.hold` the agents
/// put back what they changed, each by itself. It never touches a copy whose pen has moved: that is the way back.
public struct HoldMachine: Sendable, Hashable {
  /// Where it stands.
  public private(set) var state = HoldState.none

  /// Rebuilds it from its journal.
  public init(replaying records: [HoldJournalRecord] = []) {
    for record in records { apply(record) }
  }

  /// Decides about one event.
  public mutating func handle(_ event: HoldEvent) -> Decision<HoldJournalRecord, HoldEffect> {
    let decision = decide(event)
    for record in decision.records { apply(record) }
    return decision
  }

  private mutating func apply(_ record: HoldJournalRecord) {
    switch (record, state) {
    case (.prepared(let hold), _): state = .watched(hold)
    case (.abandoned(let moment), .watched(let hold)): state = .abandoned(hold, since: moment)
    case (.reclaimed, .abandoned(let hold, _)): state = .watched(hold)
    case (.ended, _): state = .none
    case (.abandoned, _), (.reclaimed, _): break
    }
  }

  private func decide(_ event: HoldEvent) -> Decision<HoldJournalRecord, HoldEffect> {
    switch (event, state) {
    case (.prepared(let hold), .watched(let known)):
      hold == known ? .disregard(.duplicate) : Decision(records: [.prepared(hold)])
    case (.prepared(let hold), .none), (.prepared(let hold), .abandoned): Decision(records: [.prepared(hold)])
    case (.looked, .none): .disregard(.stale)
    case (.looked(let look), .watched(let hold)):
      // While somebody has a lease the change may still be on its way.
      look.leaseLive ? Decision() : Decision(records: [isOver(hold, look) ? .ended : .abandoned(look.now)])
    case (.looked(let look), .abandoned(let hold, let since)): judge(hold, since: since, look)
    case (.putBack, .none): .disregard(.duplicate)
    case (.putBack, .watched): .disregard(.stale)
    case (.putBack, .abandoned): Decision(records: [.ended])
    }
  }

  private func judge(_ hold: Hold, since: HoldMoment, _ look: HoldLook) -> Decision<HoldJournalRecord, HoldEffect> {
    if look.leaseLive { return Decision(records: [.reclaimed]) }
    if isOver(hold, look) { return Decision(records: [.ended]) }
    // From the drain on the dead-man plan has the word; a cut that is open has it before both.
    guard look.workersRun, stands(hold, look.pen), since.seconds(until: look.now) >= hold.seconds else {
      return Decision()
    }
    return Decision(effects: [.putBack(hold)])
  }

  /// The pen is where it was when the copy was made.
  private func stands(_ hold: Hold, _ pen: PenRecord?) -> Bool {
    switch (hold.role, pen) {
    case (.leader, .hold), (.follower, .not): true
    case (.leader, .cut), (.leader, .not), (.leader, nil), (.follower, .hold), (.follower, .cut), (.follower, nil):
      false
    }
  }

  private func isOver(_ hold: Hold, _ look: HoldLook) -> Bool {
    guard look.isChanged else { return true }
    switch (hold.role, look.pen) {
    case (.leader, .not), (.follower, .hold): return true
    case (.leader, .hold), (.leader, .cut), (.leader, nil), (.follower, .not), (.follower, .cut), (.follower, nil):
      return false
    }
  }
}
