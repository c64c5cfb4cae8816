/// The way back, and what a failed effect means in each state.
extension CutMachine {
  /// Takes back what may have been done, in the reverse order of the danger: clients first, bookkeeping last. Called
  /// only while no promote was sent, or once the receiver has barred it.
  mutating func undo(
    _ reason: Finding, receiverIsBarred: Bool = false
  ) -> Decision<CutJournalRecord, CutEffect> {
    var remaining: [CutEffect] = []
    // Fenced or not: a Redis that was restarted since CUT was recorded must not get its restart policy back unchecked.
    if progress.entered { remaining.append(.unfence(plan.holderIdentity)) }
    if progress.paused { remaining.append(.unpauseClients) }
    if progress.entered { remaining.append(.returnPen(plan.attempt)) }
    if progress.restartPolicyCleared { remaining.append(.restoreRestartPolicy) }
    if progress.armed && !receiverIsBarred { remaining.append(.barReceiver(plan.attempt)) }
    interruption = nil
    guard let first = remaining.first else { return end(.undone(reason, warnings: [])) }
    state = .undoing(CutUndo(reason: reason, remaining: remaining))
    return Decision(records: [.undoing(plan.attempt, reason)], effects: [first])
  }

  mutating func continueUndo(after event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    guard case .undoing(let undo) = state, let current = undo.remaining.first else { return .disregard(.stale) }
    switch (current, event) {
    case (.unfence, .unfenced), (.unpauseClients, .clientsReleased), (.returnPen, .penReturned),
      (.restoreRestartPolicy, .restartPolicyRestored):
      return completeUndoStep(undo)
    default:
      return .disregard(.stale)
    }
  }

  /// The Redis that would be made writable is not the one that was fenced, or is none: it may have lost what it had
  /// (safety.md, trap 5). The pen returns, since no other Redis can serve; this one does after the checks of a restart,
  /// and keeps no restart policy that would start it without them.
  mutating func leaveHolder(_ found: RedisIdentity?) -> Decision<CutJournalRecord, CutEffect> {
    guard case .undoing(var undo) = state else { return .disregard(.stale) }
    switch undo.remaining.first {
    case .unfence, .unpauseClients, .restoreRestartPolicy: break
    default: return .disregard(.stale)
    }
    let finding = Finding(
      observed: "the Redis of \(plan.holder) was restarted inside the cut: \(found.map { "\($0)" } ?? "stopped")",
      required: "\(plan.holderIdentity)",
      next: "compare it with the copy on \(plan.receiver): it serves when its agent has found its data, not before")
    undo.warnings.append(finding)
    let skipped: [CutEffect] = [.unfence(plan.holderIdentity), .unpauseClients, .restoreRestartPolicy]
    undo.remaining.removeAll(where: skipped.contains)
    let record = CutJournalRecord.holderLeft(plan.attempt, finding)
    guard let next = undo.remaining.first else {
      let ended = end(.undone(undo.reason, warnings: undo.warnings))
      return Decision(records: [record] + ended.records, effects: ended.effects)
    }
    state = .undoing(undo)
    return Decision(records: [record], effects: [next])
  }

  /// The last step of an undo: it only spares the receiver an ARMED record that nothing will ever use.
  mutating func endBestEffortBar(_ event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    guard case .undoing(var undo) = state else { return .disregard(.stale) }
    switch event {
    case .barAnswered(.barred(let attempt)) where attempt == plan.attempt: break
    case .barAnswered(let answer):
      undo.warnings.append(Finding(observed: "\(plan.receiver) answered \(answer)", required: "barred"))
    case .receiverUnreachable(let finding): undo.warnings.append(finding)
    default: return .disregard(.stale)
    }
    return completeUndoStep(undo)
  }

  private mutating func completeUndoStep(_ undo: CutUndo) -> Decision<CutJournalRecord, CutEffect> {
    var undo = undo
    undo.remaining.removeFirst()
    guard let next = undo.remaining.first else { return end(.undone(undo.reason, warnings: undo.warnings)) }
    state = .undoing(undo)
    return Decision(effects: [next])
  }

  /// Steps that change something cannot be called back while they are in flight: the undo waits for their end. Steps
  /// that only wait are left at once.
  mutating func interrupt(_ reason: Finding) -> Decision<CutJournalRecord, CutEffect> {
    switch state {
    case .ready:
      return end(.undone(reason, warnings: []))
    case .clearing, .arming, .entering, .pausing, .fencing:
      guard interruption == nil else { return .disregard(.duplicate) }
      interruption = reason
      return Decision()
    case .pinging, .awaiting, .comparing:
      return undo(reason)
    case .promoting, .barring, .recovering, .yielding, .releasing, .following, .undoing, .ended:
      return .disregard(.stale)
    }
  }

  mutating func fail(_ effect: CutEffect, _ finding: Finding) -> Decision<CutJournalRecord, CutEffect> {
    guard effectsInFlight.contains(effect) else { return .disregard(.stale) }
    switch state {
    case .clearing, .arming, .entering, .pinging, .pausing, .awaiting, .fencing, .comparing:
      return undo(interruption ?? finding)
    case .promoting:
      return decidePromotion(.promoteUnanswered(finding))
    case .barring:
      return decidePromotion(.receiverUnreachable(finding))
    case .recovering(let fenceInFlight, let answer):
      guard effect == .fenceAgain else { return decidePromotion(.receiverUnreachable(finding)) }
      guard fenceInFlight, answer == nil else { return settleRecovery(answer) }
      return retry(.fenceAgain, finding)
    case .yielding:
      return retry(effect, finding)
    case .releasing(let details):
      state = .following(details.adding(finding))
      return Decision(effects: [.follow])
    case .following(let details):
      return end(.passed(details.adding(finding)))
    case .undoing(let undo):
      return failUndoStep(undo, effect, finding)
    case .ready, .ended:
      return .disregard(.stale)
    }
  }

  /// What the shell is performing; a failure of anything else is late.
  private var effectsInFlight: [CutEffect] {
    switch state {
    case .ready, .ended: []
    case .clearing: [.clearRestartPolicy]
    case .arming: [.armReceiver(plan.attempt, plan.expected)]
    case .entering: [.enterCut(plan.attempt)]
    case .pinging: [.pingReceiver]
    case .pausing: [.pauseAndRead]
    case .awaiting(let position): [.awaitReceiver(position)]
    case .fencing: [.fenceAndProve]
    case .comparing(let holder): [.compare(holder.position)]
    case .promoting(let holder): [.promoteReceiver(promoteOrder(at: holder))]
    case .barring: [.barReceiver(plan.attempt)]
    case .recovering(let fenceInFlight, let answer):
      (fenceInFlight ? [.fenceAgain] : []) + (answer == nil ? [.barReceiver(plan.attempt)] : [])
    case .yielding: [.yieldPen(plan.attempt)]
    case .releasing: [.releaseClients]
    case .following: [.follow]
    case .undoing(let undo): Array(undo.remaining.prefix(1))
    }
  }

  private mutating func failUndoStep(
    _ undo: CutUndo, _ effect: CutEffect, _ finding: Finding
  ) -> Decision<CutJournalRecord, CutEffect> {
    // Without these three the holder does not accept writes; the others spare somebody a surprise.
    let essential: [CutEffect] = [.unfence(plan.holderIdentity), .unpauseClients, .returnPen(plan.attempt)]
    guard !essential.contains(effect) else { return retry(effect, finding) }
    var undo = undo
    undo.warnings.append(finding)
    return completeUndoStep(undo)
  }

  func retry(_ effect: CutEffect, _ finding: Finding) -> Decision<CutJournalRecord, CutEffect> {
    Decision(effects: [.reportBlocked(finding), effect])
  }
}

extension CutDetails {
  func adding(_ warning: Finding) -> CutDetails {
    CutDetails(position: position, depths: depths, warnings: warnings + [warning])
  }
}
