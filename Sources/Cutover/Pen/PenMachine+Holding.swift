/// The holder's half: claims, aborts, and the cut's own records.
extension PenMachine {
  func learn(_ learned: PenRecord) -> Decision<PenJournalRecord, PenEffect> {
    guard let pen else { return Decision(records: [.learned(learned)]) }
    return .disregard(pen == learned ? .duplicate : .violation("learned \(learned) over \(pen)"))
  }

  /// A claim is a promise: it bars every cut of the asked epoch before it is given, so that what the asker does on it
  /// cannot be overtaken.
  func answerHolder(askedIn epoch: Epoch) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return Decision(effects: [.answerHolder(.needsLearning)])
    case .not: return Decision(effects: [.answerHolder(.notHolder)])
    case .cut(let attempt, _): return Decision(effects: [.answerHolder(.insideCut(attempt))])
    case .hold(let held):
      let through = max(epoch, cutsBarredThrough ?? epoch)
      let claim = PenClaim(holder: host, pen: held, barredThrough: through)
      return Decision(records: barring(through: epoch), effects: [.answerHolder(.claim(claim))])
    }
  }

  func answerAbort(of epoch: Epoch) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return Decision(effects: [.answerAbort(.needsLearning)])
    case .not: return Decision(effects: [.answerAbort(.tooLate)])
    case .cut(let attempt, _):
      return Decision(effects: [.abortCut(attempt), .answerAbort(.insideCut(attempt))])
    case .hold:
      let through = max(epoch, cutsBarredThrough ?? epoch)
      return Decision(records: barring(through: epoch), effects: [.answerAbort(.barred(through))])
    }
  }

  func beginCut(_ attempt: Attempt, granted: Grant?) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return refuseCut("no journal", required: "a pen record")
    case .not: return refuseCut("pen record NOT", required: "HOLD")
    case .cut(let other, _):
      guard other == attempt else { return refuseCut("a cut under way: \(other)", required: "HOLD") }
      return .disregard(.duplicate)
    case .hold(let held):
      if let barred = cutsBarredThrough, attempt.epoch <= barred {
        return refuseCut("cuts barred through epoch \(barred)", required: "a newer epoch")
      }
      if attempt.epoch <= held { return refuseCut("the pen's epoch \(held)", required: "a newer epoch") }
      guard granted == attempt.grant else {
        let observed = granted.map { "\($0)" } ?? "no lease"
        return refuseCut("granted: \(observed)", required: "\(attempt.grant)")
      }
      let record = PenJournalRecord.pen(.cut(attempt, held: held))
      return Decision(records: [record], effects: [.answerCut(.entered(attempt))])
    }
  }

  func endCut(_ attempt: Attempt, passed: Bool) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return .disregard(.violation("the end of a cut without a pen record"))
    case .cut(let current, let held):
      guard current == attempt else { return .disregard(attempt < current ? .stale : .violation("end of \(attempt)")) }
      return passed
        ? Decision(records: [.pen(.not)], effects: [.penYielded(attempt)])
        : Decision(records: [.pen(.hold(held))], effects: [.penReturned(attempt)])
    case .not:
      // The record is there, but the shell may have died before it told its cut.
      guard passed else { return .disregard(.violation("undo of \(attempt) after the pen was yielded")) }
      return Decision(effects: [.penYielded(attempt)])
    case .hold:
      guard !passed else { return .disregard(.violation("\(attempt) passed without CUT")) }
      return Decision(effects: [.penReturned(attempt)])
    }
  }

  func takeOver(in epoch: Epoch) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return .disregard(.violation("holder declared lost at an agent without a journal"))
    case .hold(let held):
      return .disregard(held == epoch ? .duplicate : .violation("holder declared lost at the holder"))
    case .cut(let attempt, _):
      return .disregard(.violation("holder declared lost inside \(attempt) at the holder"))
    case .not:
      let known = receiver?.attempt.epoch ?? epoch
      guard epoch > known || receiver == nil else { return .disregard(.stale) }
      return Decision(records: [.pen(.hold(epoch))], effects: [.clearRestartPolicy, .verifyHolder(epoch)])
    }
  }

  /// A holder that was declared lost and returns: the higher pen epoch is the truth (safety.md, trap 20).
  func yield(to claim: PenClaim) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return .disregard(.violation("another holder's claim at an agent without a journal"))
    case .not: return .disregard(.duplicate)
    case .cut: return .disregard(.violation("another holder's claim inside a cut: its bar answers that"))
    case .hold(let held):
      guard claim.pen > held, claim.holder != host else { return .disregard(.stale) }
      return Decision(records: [.pen(.not)], effects: [.keepFenced])
    }
  }

  private func barring(through epoch: Epoch) -> [PenJournalRecord] {
    if let barred = cutsBarredThrough, barred >= epoch { return [] }
    return [.cutsBarred(through: epoch)]
  }

  private func refuseCut(_ observed: String, required: String) -> Decision<PenJournalRecord, PenEffect> {
    let finding = Finding(observed: observed, required: required, next: "look at `coordinator status`")
    return Decision(effects: [.answerCut(.refused(finding))])
  }
}
