/// The receiver's half: arming, barring and the commit point.
extension PenMachine {
  func arm(
    _ attempt: Attempt, expected: ReceiverExpectation, observed: FollowerObservation, granted: Grant?
  ) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return refuseArm("no journal", required: "a pen record")
    case .hold, .cut: return refuseArm("the pen is here", required: "pen record NOT")
    case .not: break
    }
    if let finding = grantFinding(attempt, granted) { return Decision(effects: [.answerArm(.refused(finding))]) }
    switch receiver {
    case .armed(let known, let before) where known == attempt:
      guard before == expected else { return refuseArm("armed for another follower", required: "\(before.identity)") }
      return Decision(effects: [.answerArm(.armed(attempt))])
    case .armed(let known, _), .barred(let known), .promoted(let known):
      guard known < attempt else { return refuseArm("\(known) known here", required: "a later attempt") }
    case nil: break
    }
    if let finding = followerFinding(observed, identity: expected.identity) {
      return Decision(effects: [.answerArm(.refused(finding))])
    }
    guard observed.position.replicationID == expected.replicationID else {
      return refuseArm("history \(observed.position)", required: "history \(expected.replicationID.prefix(8))")
    }
    let record = PenJournalRecord.receiver(.armed(attempt, expected: expected))
    return Decision(records: [record], effects: [.answerArm(.armed(attempt))])
  }

  /// The answer is for good: whoever undoes on it cannot be overtaken by a promote still on its way.
  func bar(_ attempt: Attempt) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return Decision(effects: [.answerBar(.needsLearning)])
    case .hold(let epoch):
      guard case .promoted(let promoted) = receiver, promoted.epoch == epoch else {
        return Decision(effects: [.answerBar(.holds(epoch))])
      }
      return Decision(effects: [.answerBar(.promoted(promoted))])
    case .cut(_, let held):
      let mine = receiver == .promoted(attempt)
      return Decision(effects: [.answerBar(mine ? .promoted(attempt) : .holds(held))])
    case .not: break
    }
    let barred = Decision<PenJournalRecord, PenEffect>(effects: [.answerBar(.barred(attempt))])
    switch receiver {
    case .promoted(let known) where known == attempt:
      // Promoted by it, and handed on since: it was no undo then and is none now.
      return Decision(effects: [.answerBar(.promoted(attempt))])
    case .barred(let known) where known >= attempt: return barred
    case .armed(let known, _) where known > attempt: return barred
    case .promoted(let known) where known > attempt: return barred
    case .armed, .barred, .promoted, nil:
      return Decision(records: [.receiver(.barred(attempt))], effects: barred.effects)
    }
  }

  func promote(
    _ order: PromoteOrder, observed: FollowerObservation, granted: Grant?
  ) -> Decision<PenJournalRecord, PenEffect> {
    switch pen {
    case nil: return refusePromote("no journal", required: "a pen record")
    case .cut: return refusePromote("the pen is here", required: "pen record NOT")
    case .hold:
      guard receiver == .promoted(order.attempt) else {
        return refusePromote("the pen is here", required: "pen record NOT")
      }
      // A copy of the message. A Redis that was restarted since is not told: it must pass the checks of a restart.
      guard observed.identity == order.identity, pen == .hold(order.attempt.epoch) else {
        return Decision(effects: [.answerPromote(.promoted(order.attempt))])
      }
      return Decision(effects: [.promoteRedis(order.attempt)])
    case .not: break
    }
    switch receiver {
    case nil: return refusePromote("not armed", required: "ARMED for \(order.attempt)")
    case .barred(let known), .promoted(let known):
      return refusePromote("barred or past: \(known)", required: "ARMED for \(order.attempt)")
    case .armed(let known, let expected):
      guard known == order.attempt else {
        return refusePromote("ARMED for \(known)", required: "ARMED for \(order.attempt)")
      }
      if let finding = promoteFinding(order, expected: expected, observed: observed, granted: granted) {
        return Decision(effects: [.answerPromote(.refused(finding))])
      }
      let effects: [PenEffect] = [.clearRestartPolicy, .promoteRedis(known)]
      return Decision(records: [.promoted(known)], effects: effects)
    }
  }

  func reportPromotion(of attempt: Attempt) -> Decision<PenJournalRecord, PenEffect> {
    guard receiver == .promoted(attempt) else { return .disregard(.stale) }
    return Decision(effects: [.answerPromote(.promoted(attempt))])
  }

  /// PROMOTED is durable, so this is never taken back: the Redis is told until it obeys, or is brought back by the
  /// checks of a restart.
  func retryPromotion(of attempt: Attempt) -> Decision<PenJournalRecord, PenEffect> {
    guard receiver == .promoted(attempt), pen == .hold(attempt.epoch) else { return .disregard(.stale) }
    return Decision(effects: [.answerPromote(.promoted(attempt)), .verifyHolder(attempt.epoch)])
  }

  private func promoteFinding(
    _ order: PromoteOrder, expected: ReceiverExpectation, observed: FollowerObservation, granted: Grant?
  ) -> Finding? {
    if let finding = grantFinding(order.attempt, granted) { return finding }
    guard order.identity == expected.identity, order.position.replicationID == expected.replicationID else {
      return Finding(observed: "an order for \(order.identity), \(order.position)", required: "as armed")
    }
    if let finding = followerFinding(observed, identity: expected.identity) { return finding }
    guard observed.position == order.position else {
      return Finding(observed: "the follower at \(observed.position)", required: "at \(order.position)")
    }
    return nil
  }

  private func grantFinding(_ attempt: Attempt, _ granted: Grant?) -> Finding? {
    guard granted != attempt.grant else { return nil }
    let observed = granted.map { "granted: \($0)" } ?? "no epoch granted"
    return Finding(observed: observed, required: "\(attempt.grant)", next: "look at `coordinator status`")
  }

  private func followerFinding(_ observed: FollowerObservation, identity: RedisIdentity) -> Finding? {
    guard observed.identity == identity else {
      return Finding(
        observed: "\(observed.identity)", required: "\(identity)", next: "the Redis was restarted: vote again")
    }
    guard observed.role == .replica else { return Finding(observed: "role master", required: "replica") }
    guard observed.replicaReadOnly else { return Finding(observed: "replica-read-only no", required: "yes") }
    guard !observed.restartsByItself else {
      return Finding(observed: "a restart policy on the receiver's Redis", required: "restart policy no")
    }
    return nil
  }

  private func refuseArm(_ observed: String, required: String) -> Decision<PenJournalRecord, PenEffect> {
    let finding = Finding(observed: observed, required: required, next: "look at `coordinator status`")
    return Decision(effects: [.answerArm(.refused(finding))])
  }

  private func refusePromote(_ observed: String, required: String) -> Decision<PenJournalRecord, PenEffect> {
    let finding = Finding(observed: observed, required: required, next: "look at `coordinator status`")
    return Decision(effects: [.answerPromote(.refused(finding))])
  }
}
