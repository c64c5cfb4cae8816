/// From the promote on: the receiver's record decides, and the holder only asks for it.
extension CutMachine {
  mutating func decidePromotion(_ event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    switch state {
    case .promoting(let holder):
      return promoted(by: event, holder)
    case .barring(let reason, let holder):
      return barred(by: event, reason, holder)
    case .recovering(let fenceInFlight, nil):
      return recovered(by: event, fenceInFlight: fenceInFlight)
    case .undoing(let undo) where undo.remaining.first == .barReceiver(plan.attempt):
      return endBestEffortBar(event)
    case .ready, .clearing, .arming, .entering, .pinging, .pausing, .awaiting, .fencing, .comparing:
      return .disregard(.violation("an answer to a promote or bar that was not sent"))
    case .recovering, .yielding, .releasing, .following, .undoing, .ended:
      return .disregard(.stale)
    }
  }

  private mutating func promoted(
    by event: CutEvent, _ holder: HolderReading
  ) -> Decision<CutJournalRecord, CutEffect> {
    switch event {
    case .promoteAnswered(.promoted(let attempt)):
      guard attempt == plan.attempt else { return .disregard(.stale) }
      return yieldPen(holder)
    case .promoteAnswered(.refused(let finding)), .promoteUnanswered(let finding):
      state = .barring(finding, holder)
      return Decision(effects: [.barReceiver(plan.attempt)])
    default:
      return .disregard(.stale)
    }
  }

  private mutating func barred(
    by event: CutEvent, _ reason: Finding, _ holder: HolderReading?
  ) -> Decision<CutJournalRecord, CutEffect> {
    switch event {
    case .promoteAnswered(.promoted(let attempt)):
      guard attempt == plan.attempt else { return .disregard(.stale) }
      return yieldPen(holder)
    case .barAnswered(let answer):
      switch standing(of: answer) {
      case .undo: return undo(reason, receiverIsBarred: true)
      case .goOn(let warnings): return yieldPen(holder, warnings: warnings)
      case .askAgain(let finding): return askAgain(finding)
      case .ignore: return .disregard(.stale)
      }
    case .receiverUnreachable(let finding):
      return askAgain(finding)
    default:
      return .disregard(.stale)
    }
  }

  private mutating func recovered(
    by event: CutEvent, fenceInFlight: Bool
  ) -> Decision<CutJournalRecord, CutEffect> {
    switch event {
    case .promoteAnswered(.promoted(let attempt)) where attempt == plan.attempt:
      return keep(.promoted(attempt), fenceInFlight: fenceInFlight)
    case .barAnswered(let answer):
      switch standing(of: answer) {
      case .undo, .goOn: return keep(answer, fenceInFlight: fenceInFlight)
      case .askAgain(let finding): return askAgain(finding)
      case .ignore: return .disregard(.stale)
      }
    case .receiverUnreachable(let finding):
      return askAgain(finding)
    default:
      return .disregard(.stale)
    }
  }

  private mutating func keep(_ answer: BarAnswer, fenceInFlight: Bool) -> Decision<CutJournalRecord, CutEffect> {
    if fenceInFlight {
      state = .recovering(fenceInFlight: true, answer)
      return Decision()
    }
    return settleRecovery(answer)
  }

  /// No fence is in flight any more: with an answer the recovery ends, without one it waits for it.
  mutating func settleRecovery(_ answer: BarAnswer?) -> Decision<CutJournalRecord, CutEffect> {
    guard let answer else {
      state = .recovering(fenceInFlight: false, nil)
      return Decision()
    }
    switch standing(of: answer) {
    case .undo: return undo(Self.crashed, receiverIsBarred: true)
    case .goOn(let warnings): return yieldPen(nil, warnings: warnings)
    case .askAgain(let finding): return askAgain(finding)
    case .ignore: return .disregard(.stale)
    }
  }

  private enum Standing {
    case undo
    case goOn([Finding])
    case askAgain(Finding)
    case ignore
  }

  private func standing(of answer: BarAnswer) -> Standing {
    switch answer {
    case .barred(let attempt): return attempt == plan.attempt ? .undo : .ignore
    case .promoted(let attempt): return attempt == plan.attempt ? .goOn([]) : .ignore
    case .holds(let epoch):
      guard epoch > plan.attempt.epoch else { return .ignore }
      let observed = "\(plan.receiver) holds the pen since epoch \(epoch): this holder was declared lost"
      return .goOn([Finding(observed: observed, required: "one holder", next: "compare the data of both sides")])
    case .needsLearning:
      return .askAgain(
        Finding(
          observed: "the agent of \(plan.receiver) has no journal", required: "its receiver record",
          next: "run `coordinator bootstrap`: it teaches the agent what the fleet knows"))
    }
  }

  private func askAgain(_ finding: Finding) -> Decision<CutJournalRecord, CutEffect> {
    Decision(effects: [
      .reportUndetermined(mustReach: plan.receiver, finding), .barReceiver(plan.attempt),
    ])
  }

  private mutating func yieldPen(
    _ holder: HolderReading?, warnings: [Finding] = []
  ) -> Decision<CutJournalRecord, CutEffect> {
    state = .yielding(
      CutDetails(position: holder?.position, depths: holder?.depths ?? [], warnings: warnings))
    return Decision(effects: [.yieldPen(plan.attempt)])
  }

  /// After the commit point: nothing here can fail the cut, it can only leave a warning.
  mutating func follow(_ event: CutEvent) -> Decision<CutJournalRecord, CutEffect> {
    switch state {
    case .yielding(let details):
      guard event == .penYielded else { return .disregard(.stale) }
      state = .releasing(details)
      return Decision(effects: [.releaseClients])
    case .releasing(let details):
      guard event == .clientsReleased else { return .disregard(.stale) }
      state = .following(details)
      return Decision(effects: [.follow])
    case .following(let details):
      guard event == .following else { return .disregard(.stale) }
      return end(.passed(details))
    case .undoing:
      return continueUndo(after: event)
    case .ready, .clearing, .arming, .entering, .pinging, .pausing, .awaiting, .fencing, .comparing, .promoting,
      .barring, .recovering:
      return .disregard(.violation("a step after the commit point, before it"))
    case .ended:
      return .disregard(.stale)
    }
  }

  mutating func end(_ result: CutResult) -> Decision<CutJournalRecord, CutEffect> {
    state = .ended(result)
    return Decision(records: [.ended(plan.attempt, result)], effects: [.finish(result)])
  }
}
