import Cutover

/// What may happen next in the world.
extension PairWorld {
  /// One step, chosen by the seed; with `faults` anything may also go wrong.
  mutating func step(faults: Bool) {
    switch random.next() % (faults ? 100 : 65) {
    case 0..<40: performEffect(mayFail: faults)
    case 40..<65: deliver(again: false)
    case 65..<77: deliver(again: true)
    case 77..<85: write()
    case 85..<88: tell(.budgetExceeded)
    case 88..<90: askHolder()
    case 90..<93: if restarts > 0 { restarts -= 1; restartSource() }
    case 93..<96: if restarts > 0 { restarts -= 1; restartTarget() }
    default: superviseAnew()
    }
    check()
  }

  /// A client's write, acknowledged by whichever Redis accepts it; the follower may be behind.
  mutating func write() {
    if source.writable && !paused { source.offset += 1 }
    if !target.writable && random.chance(2) { target.offset = source.offset }
  }

  /// A worker host, or an abort, at the source.
  mutating func askHolder() {
    let event = random.chance(2) ? PenEvent.holderAsked(attempt.epoch) : .abortAsked(attempt.epoch)
    let decision = sourcePen.handle(event)
    sourceJournal += decision.records
    for effect in decision.effects {
      switch effect {
      case .answerHolder(.claim(let claim)): claimed = max(claimed, claim.barredThrough)
      case .answerAbort(.barred(let epoch)): claimed = max(claimed, epoch)
      case .abortCut: tell(.abortRequested)
      default: break
      }
    }
  }

  /// Another coordinator takes over: a holder inside a cut grants nothing; the receiver may grant first.
  mutating func superviseAnew() {
    let next = Grant(epoch: targetGrant.epoch.next, run: "run-next")
    if random.chance(2) { targetGrant = next }
    guard case .hold = sourcePen.pen else { return }
    sourceGrant = Grant(epoch: max(targetGrant.epoch, sourceGrant.epoch), run: targetGrant.run)
    beginCut()
  }

  mutating func deliver(again: Bool) {
    if again, let old = sent.randomElement(using: &random) { return receive(old) }
    guard !messages.isEmpty else { return }
    let index = Int(random.next() % UInt64(messages.count))
    let message = messages.remove(at: index)
    receive(message)
  }

  mutating func receive(_ message: Message) {
    let observed = FollowerObservation(
      role: target.writable ? .master : .replica, identity: target.identity,
      position: ReplicationPosition(replicationID: Samples.history, offset: target.offset), replicaReadOnly: true,
      restartsByItself: false)
    switch message {
    case .arm(let attempt, let expected):
      tellTarget(.arm(attempt, expected: expected, observed: observed, granted: targetGrant))
    case .promote(let order): tellTarget(.promote(order, observed: observed, granted: targetGrant))
    case .bar(let attempt): tellTarget(.bar(attempt))
    case .armAnswer(let answer): tell(.armAnswered(answer))
    case .promoteAnswer(let answer): tell(.promoteAnswered(answer))
    case .barAnswer(let answer): tell(.barAnswered(answer))
    }
  }

  mutating func tellTarget(_ event: PenEvent) {
    let decision = targetPen.handle(event)
    guard !crashes() else { return restartTarget() }
    targetJournal += decision.records
    guard !crashes() else { return restartTarget() }
    for effect in decision.effects {
      switch effect {
      case .answerArm(let answer): send(.armAnswer(answer))
      case .answerBar(let answer): send(.barAnswer(answer))
      case .answerPromote(let answer): send(.promoteAnswer(answer))
      case .promoteRedis(let attempt):
        promoteTarget()
        tellTarget(.redisPromoted(attempt))
      case .clearRestartPolicy, .answerHolder, .answerAbort, .abortCut, .answerCut, .penReturned, .penYielded,
        .verifyHolder, .recoverCut, .keepFenced:
        break
      }
    }
  }

  mutating func tellSourcePen(_ event: PenEvent) {
    let decision = sourcePen.handle(event)
    guard !crashes() else { return restartSource() }
    sourceJournal += decision.records
    guard !crashes() else { return restartSource() }
    for effect in decision.effects {
      switch effect {
      case .answerCut(let answer): tell(.cutAnswered(answer))
      case .penReturned: tell(.penReturned)
      case .penYielded: tell(.penYielded)
      default: break
      }
    }
  }

  mutating func performEffect(mayFail: Bool) {
    guard !effects.isEmpty else { return }
    // Effects of different decisions may overtake each other.
    let effect = effects.remove(at: Int(random.next() % UInt64(effects.count)))
    guard mayFail && random.chance(12) else {
      if let event = act(effect) { tell(event) }
      return
    }
    // A failure that is reported may be one before or after the deed.
    if random.chance(2) { _ = act(effect) }
    tell(.failed(effect, Samples.trouble))
  }

  /// Does it; nil where the answer is a message, or where there is none.
  private mutating func act(_ effect: CutEffect) -> CutEvent? {
    let here = ReplicationPosition(replicationID: Samples.history, offset: source.offset)
    switch effect {
    case .clearRestartPolicy: return .restartPolicyRead(isNo: true)
    case .armReceiver(let attempt, let expected): send(.arm(attempt, expected))
    case .enterCut(let attempt): tellSourcePen(.cutBegins(attempt, granted: sourceGrant))
    case .pingReceiver: return .receiverPinged
    case .pauseAndRead:
      paused = true
      return .paused(here)
    case .awaitReceiver(let position):
      // A pause that has expired: the fence is the only barrier (safety.md, trap 16).
      if random.chance(6) { paused = false }
      target.offset = max(target.offset, position.offset)
      return .receiverReached(position)
    case .fenceAndProve, .fenceAgain:
      source.writable = false
      return .fenced(
        HolderReading(identity: source.identity, position: here, refusedWrite: true, depths: []))
    case .compare(let position):
      if random.chance(2) { target.offset = position.offset }
      let there = ReplicationPosition(replicationID: Samples.history, offset: target.offset)
      return .compared(
        ReceiverReading(
          role: target.writable ? .master : .replica, identity: target.identity, position: there, linkUp: true,
          replicaReadOnly: true, appendOnly: Samples.appendOnly, depths: []))
    case .promoteReceiver(let order): send(.promote(order))
    case .barReceiver(let attempt): send(.bar(attempt))
    case .yieldPen(let attempt): tellSourcePen(.cutPassed(attempt))
    case .returnPen(let attempt): tellSourcePen(.cutUndone(attempt))
    case .releaseClients, .unpauseClients:
      paused = false
      return .clientsReleased
    case .follow:
      source.writable = false
      return .following
    case .unfence:
      source.writable = true
      return .unfenced
    case .restoreRestartPolicy: return .restartPolicyRestored
    case .reportUndetermined, .reportBlocked, .finish: return nil
    }
    return nil
  }
}
