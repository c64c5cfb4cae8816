/// The holder's critical section: moves the pen in the order of safety.md, "Records and verbs", or takes everything
/// back. What it never does: un-fence after a promote may have been sent, before the receiver has answered `barred`.
public struct CutMachine: Sendable, Hashable {
  /// The attempt.
  public let plan: CutPlan
  /// Where it stands.
  public internal(set) var state: CutState
  var progress: CutProgress
  /// Why it must not go on, heard while a step was in flight that cannot be called back.
  var interruption: Finding?

  /// A new attempt; starts with `.begin`, and only while the pen record says HOLD: a copied order that arrives after the
  /// pen has moved would put the restart policy back and answer "undone".
  public init(plan: CutPlan) {
    self.plan = plan
    state = .ready
    progress = CutProgress()
  }

  /// The attempt that a crash left unfinished, or nil. What the pen record says decides how it goes on after `.begin`:
  /// CUT: fence, bar, then undo or go on; HOLD: only the restart policy was left; NOT: only the reverse link was.
  public init?(replaying records: [CutJournalRecord], pen: PenRecord) {
    var unfinished: CutPlan?
    var left: Finding?
    for record in records {
      switch record {
      case .began(let plan):
        unfinished = plan
        left = nil
      case .undoing: break
      case .holderLeft(_, let finding): left = finding
      case .ended(let attempt, _): if unfinished?.attempt == attempt { unfinished = nil }
      }
    }
    guard let plan = unfinished else { return nil }
    self.plan = plan
    progress = .unknown
    switch pen {
    case .cut: state = .recovering(fenceInFlight: false, nil)
    case .hold:
      let policy: [CutEffect] = left == nil ? [.restoreRestartPolicy] : []
      let remaining = policy + [.barReceiver(plan.attempt)]
      state = .undoing(CutUndo(reason: Self.crashed, remaining: remaining, warnings: left.map { [$0] } ?? []))
    case .not: state = .releasing(CutDetails(position: nil, depths: [], warnings: []))
    }
  }

  /// The end, once there is one.
  public var result: CutResult? {
    guard case .ended(let result) = state else { return nil }
    return result
  }

  /// Whether a promote may have been sent: from here on only the receiver's record decides.
  public var promoteMaybeSent: Bool {
    switch state {
    case .ready, .clearing, .arming, .entering, .pinging, .pausing, .awaiting, .fencing, .comparing: false
    case .undoing, .ended: false
    case .promoting, .barring, .recovering, .yielding, .releasing, .following: true
    }
  }

  /// Decides about one event.
  public mutating func handle(_ event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    switch event {
    case .begin: begin()
    case .failed(let effect, let finding): fail(effect, finding)
    case .budgetExceeded:
      interrupt(Finding(observed: "the budget of the write pause is spent", required: "the cut within the budget"))
    case .abortRequested:
      interrupt(Finding(observed: "an abort was requested", required: "nothing: this is what was asked for"))
    case .restartPolicyRead, .armAnswered, .cutAnswered, .receiverPinged: prepare(event)
    case .paused, .receiverReached, .fenced, .compared: prove(event)
    case .promoteAnswered, .promoteUnanswered, .barAnswered, .receiverUnreachable: decidePromotion(event)
    case .penYielded, .clientsReleased, .following: follow(event)
    case .unfenced, .penReturned, .restartPolicyRestored: continueUndo(after: event)
    case .holderChanged(let found): leaveHolder(found)
    }
  }

  func promoteOrder(at holder: HolderReading) -> PromoteOrder {
    PromoteOrder(attempt: plan.attempt, identity: plan.expected.identity, position: holder.position)
  }

  static var crashed: Finding {
    Finding(observed: "the agent died inside the cut", required: "an end of the cut", next: "start the run again")
  }

  private mutating func begin() -> Decision<CutJournalRecord, CutEffect> {
    switch state {
    case .ready:
      state = .clearing
      progress.restartPolicyCleared = true
      return Decision(records: [.began(plan)], effects: [.clearRestartPolicy])
    case .recovering(fenceInFlight: false, nil):
      state = .recovering(fenceInFlight: true, nil)
      return Decision(effects: [.fenceAgain, .barReceiver(plan.attempt)])
    case .undoing(let undo):
      return Decision(effects: Array(undo.remaining.prefix(1)))
    case .releasing:
      return Decision(effects: [.releaseClients])
    case .clearing, .arming, .entering, .pinging, .pausing, .awaiting, .fencing, .comparing, .promoting, .barring,
      .recovering, .yielding, .following, .ended:
      return .disregard(.duplicate)
    }
  }

  /// Goes on, unless an interruption was heard while the last step was in flight.
  mutating func advance(to next: CutState, _ effect: CutEffect) -> Decision<CutJournalRecord, CutEffect> {
    if let interruption { return undo(interruption) }
    state = next
    return Decision(effects: [effect])
  }

  private mutating func prepare(_ event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    switch state {
    case .clearing:
      guard case .restartPolicyRead(let isNo) = event else { return .disregard(.stale) }
      guard isNo else {
        return undo(Finding(observed: "a restart policy read back on \(plan.holder)", required: "restart policy no"))
      }
      progress.armed = interruption == nil
      return advance(to: .arming, .armReceiver(plan.attempt, plan.expected))
    case .arming:
      guard case .armAnswered(let answer) = event else { return .disregard(.stale) }
      return enter(after: answer)
    case .entering:
      guard case .cutAnswered(let answer) = event else { return .disregard(.stale) }
      return ping(after: answer)
    case .pinging:
      guard event == .receiverPinged else { return .disregard(.stale) }
      progress.paused = true
      return advance(to: .pausing, .pauseAndRead)
    case .ready:
      return .disregard(.violation("an answer before the cut began"))
    case .pausing, .awaiting, .fencing, .comparing, .promoting, .barring, .recovering, .yielding, .releasing,
      .following, .undoing, .ended:
      return .disregard(.stale)
    }
  }

  private mutating func enter(after answer: ArmAnswer) -> Decision<CutJournalRecord, CutEffect> {
    switch answer {
    case .armed(let attempt):
      guard attempt == plan.attempt else { return .disregard(.stale) }
      progress.entered = interruption == nil
      return advance(to: .entering, .enterCut(plan.attempt))
    case .refused(let finding):
      return undo(finding)
    }
  }

  private mutating func ping(after answer: CutAnswer) -> Decision<CutJournalRecord, CutEffect> {
    switch answer {
    case .entered(let attempt):
      guard attempt == plan.attempt else { return .disregard(.stale) }
      return advance(to: .pinging, .pingReceiver)
    case .refused(let finding):
      progress.entered = false
      return undo(finding)
    }
  }

  private mutating func prove(_ event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    switch state {
    case .pausing:
      guard case .paused(let position) = event else { return .disregard(.stale) }
      return advance(to: .awaiting(position), .awaitReceiver(position))
    case .awaiting(let position):
      guard case .receiverReached(let reached) = event else { return .disregard(.stale) }
      guard reached == position else {
        return undo(Finding(observed: "\(plan.receiver) at \(reached)", required: "at \(position)"))
      }
      return advance(to: .fencing, .fenceAndProve)
    case .fencing:
      guard case .fenced(let holder) = event else { return .disregard(.stale) }
      if let finding = fenceFinding(holder) { return undo(finding) }
      return advance(to: .comparing(holder), .compare(holder.position))
    case .comparing(let holder):
      guard case .compared(let receiver) = event else { return .disregard(.stale) }
      if let finding = comparisonFinding(holder, receiver) { return undo(finding) }
      return advance(to: .promoting(holder), .promoteReceiver(promoteOrder(at: holder)))
    case .recovering(fenceInFlight: true, let answer):
      guard case .fenced(let holder) = event else { return .disregard(.stale) }
      guard holder.refusedWrite || answer != nil else {
        return retry(.fenceAgain, Finding(observed: "a write on the fenced \(plan.holder)", required: "READONLY"))
      }
      return settleRecovery(answer)
    case .ready, .clearing, .arming, .entering, .pinging:
      return .disregard(.violation("a reading that was not asked for"))
    case .recovering(fenceInFlight: false, _), .promoting, .barring, .yielding, .releasing, .following, .undoing,
      .ended:
      return .disregard(.stale)
    }
  }
}
