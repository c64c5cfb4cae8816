import Cutover
import Testing

@Suite("The pen")
struct PenMachineTests {
  static let holder = PenMachine(host: Samples.source, replaying: [.learned(.hold(0))])
  static let receiver = PenMachine(host: Samples.target, replaying: [.learned(.not)])
  static let armed = PenMachine(
    host: Samples.target,
    replaying: [.learned(.not), .receiver(.armed(Samples.attempt, expected: Samples.expectation))])

  static let arm = PenEvent.arm(
    Samples.attempt, expected: Samples.expectation, observed: Samples.follower(), granted: Samples.grant)
  static let promote = PenEvent.promote(Samples.order, observed: Samples.follower(), granted: Samples.grant)

  @Test("a cut: HOLD, CUT, NOT at the holder")
  func cutPasses() {
    var pen = Self.holder
    let entered = pen.handle(.cutBegins(Samples.attempt, granted: Samples.grant))
    #expect(entered.records == [.pen(.cut(Samples.attempt, held: 0))])
    #expect(entered.effects == [.answerCut(.entered(Samples.attempt))])
    let passed = pen.handle(.cutPassed(Samples.attempt))
    #expect(passed.records == [.pen(.not)])
    #expect(passed.effects == [.penYielded(Samples.attempt)])
  }

  @Test("an undone cut returns to the epoch that was held before")
  func cutUndone() {
    var pen = Self.holder
    pen.effects(of: .cutBegins(Samples.attempt, granted: Samples.grant))
    #expect(pen.handle(.cutUndone(Samples.attempt)).records == [.pen(.hold(0))])
  }

  @Test("ARMED, then PROMOTED with HOLD in one record, before the Redis is told")
  func promotes() {
    var pen = Self.receiver
    let armed = pen.handle(Self.arm)
    #expect(armed.records == [.receiver(.armed(Samples.attempt, expected: Samples.expectation))])
    #expect(armed.effects == [.answerArm(.armed(Samples.attempt))])
    let promoted = pen.handle(Self.promote)
    #expect(promoted.records == [.promoted(Samples.attempt)])
    #expect(promoted.effects == [.clearRestartPolicy, .promoteRedis(Samples.attempt)])
    #expect(pen.pen == .hold(1))
    #expect(
      pen.effects(of: .redisPromoted(Samples.attempt)) == [.answerPromote(.promoted(Samples.attempt))])
  }

  @Test("trap 1: a promote that arrives after the bar is refused")
  func latePromote() {
    var pen = Self.armed
    #expect(pen.effects(of: .bar(Samples.attempt)) == [.answerBar(.barred(Samples.attempt))])
    #expect(pen.handle(Self.promote).isRefusedPromotion)
    #expect(pen.pen == .not)
  }

  @Test("trap 1: a bar of an attempt that was never heard of makes its arming and promotion impossible")
  func barBeforeArm() {
    var pen = Self.receiver
    let barred = pen.handle(.bar(Samples.attempt))
    #expect(barred.records == [.receiver(.barred(Samples.attempt))])
    #expect(pen.handle(Self.arm).records.isEmpty)
    #expect(pen.handle(Self.promote).isRefusedPromotion)
  }

  @Test("a bar that comes too late says so, for good")
  func lateBar() {
    var pen = Self.armed
    pen.effects(of: Self.promote)
    #expect(pen.effects(of: .bar(Samples.attempt)) == [.answerBar(.promoted(Samples.attempt))])
  }

  @Test("trap 2: a promotion without arming is refused")
  func notArmed() {
    var pen = Self.receiver
    #expect(pen.handle(Self.promote).isRefusedPromotion)
  }

  @Test(
    "trap 3: a promotion is refused unless the follower is exactly the expected one, exactly there",
    arguments: [
      Samples.follower(role: .master),
      Samples.follower(identity: Samples.sourceIdentity),
      Samples.follower(position: ReplicationPosition(replicationID: Samples.history, offset: 999)),
      Samples.follower(position: ReplicationPosition(replicationID: "other", offset: 1_000)),
      Samples.follower(replicaReadOnly: false),
      Samples.follower(restartsByItself: true),
    ])
  func wrongFollower(observed: FollowerObservation) {
    var pen = Self.armed
    let decision = pen.handle(.promote(Samples.order, observed: observed, granted: Samples.grant))
    #expect(decision.isRefusedPromotion)
    #expect(pen == Self.armed)
  }

  @Test("a promotion with another run_id or history than armed is refused")
  func wrongOrder() {
    var pen = Self.armed
    let elsewhere = ReplicationPosition(replicationID: "other", offset: 1_000)
    let orders = [
      PromoteOrder(attempt: Samples.attempt, identity: Samples.sourceIdentity, position: Samples.position),
      PromoteOrder(attempt: Samples.attempt, identity: Samples.targetIdentity, position: elsewhere),
      PromoteOrder(
        attempt: Samples.attempt(epoch: 1, number: 2), identity: Samples.targetIdentity, position: Samples.position),
    ]
    for order in orders {
      let event = PenEvent.promote(order, observed: Samples.follower(), granted: Samples.grant)
      #expect(pen.handle(event).isRefusedPromotion)
    }
  }

  @Test("trap 12: a receiver that granted a newer epoch refuses the older promote")
  func newerEpochGranted() {
    var pen = Self.armed
    let newer = Grant(epoch: 2, run: "run-2")
    #expect(
      pen.handle(.promote(Samples.order, observed: Samples.follower(), granted: newer)).isRefusedPromotion)
    var other = Self.receiver
    let arm = PenEvent.arm(
      Samples.attempt, expected: Samples.expectation, observed: Samples.follower(), granted: newer)
    #expect(other.handle(arm).records.isEmpty)
  }

  @Test("trap 7: a claim first durably bars every cut of that epoch or lower")
  func claimBars() {
    var pen = Self.holder
    let claimed = pen.handle(.holderAsked(1))
    #expect(claimed.records == [.cutsBarred(through: 1)])
    #expect(
      claimed.effects == [
        .answerHolder(.claim(PenClaim(holder: Samples.source, pen: 0, barredThrough: 1)))
      ])
    #expect(pen.handle(.cutBegins(Samples.attempt, granted: Samples.grant)).isRefusedCut)
    let next = Samples.attempt(epoch: 2)
    #expect(pen.handle(.cutBegins(next, granted: next.grant)).records == [.pen(.cut(next, held: 0))])
  }

  @Test("trap 7: inside a cut there is no answer")
  func noClaimInsideCut() {
    var pen = Self.holder
    pen.effects(of: .cutBegins(Samples.attempt, granted: Samples.grant))
    let asked = pen.handle(.holderAsked(1))
    #expect(asked.records.isEmpty)
    #expect(asked.effects == [.answerHolder(.insideCut(Samples.attempt))])
  }

  @Test("trap 8: abort at the holder bars the cut, stops it, or is too late")
  func abort() {
    var before = Self.holder
    let barred = before.handle(.abortAsked(1))
    #expect(barred.records == [.cutsBarred(through: 1)])
    #expect(barred.effects == [.answerAbort(.barred(1))])
    #expect(before.handle(.cutBegins(Samples.attempt, granted: Samples.grant)).isRefusedCut)
    var inside = Self.holder
    inside.effects(of: .cutBegins(Samples.attempt, granted: Samples.grant))
    #expect(
      inside.effects(of: .abortAsked(1)) == [
        .abortCut(Samples.attempt), .answerAbort(.insideCut(Samples.attempt)),
      ])
    inside.effects(of: .cutPassed(Samples.attempt))
    #expect(inside.effects(of: .abortAsked(1)) == [.answerAbort(.tooLate)])
  }

  @Test("a cut needs HOLD, its own lease, and an epoch above the pen's")
  func cutRefused() {
    var receiver = Self.receiver
    #expect(receiver.handle(.cutBegins(Samples.attempt, granted: Samples.grant)).isRefusedCut)
    var holder = Self.holder
    #expect(holder.handle(.cutBegins(Samples.attempt, granted: nil)).isRefusedCut)
    #expect(holder.handle(.cutBegins(Samples.attempt, granted: Grant(epoch: 1, run: "other"))).isRefusedCut)
    var newer = PenMachine(host: Samples.source, replaying: [.learned(.hold(1))])
    #expect(newer.handle(.cutBegins(Samples.attempt, granted: Samples.grant)).isRefusedCut)
  }

  @Test("trap 10: rollback is the same the other way round; newer records supersede the older run's")
  func rollback() {
    var target = Self.armed
    target.effects(of: Self.promote)
    var source = PenMachine(host: Samples.source, replaying: [.learned(.not)])
    let back = Samples.attempt(epoch: 2)
    let expected = ReceiverExpectation(identity: Samples.sourceIdentity, replicationID: Samples.history)
    let observed = Samples.follower(identity: Samples.sourceIdentity)
    source.effects(of: .arm(back, expected: expected, observed: observed, granted: back.grant))
    target.effects(of: .cutBegins(back, granted: back.grant))
    let order = PromoteOrder(attempt: back, identity: Samples.sourceIdentity, position: Samples.position)
    source.effects(of: .promote(order, observed: observed, granted: back.grant))
    target.effects(of: .cutPassed(back))
    #expect(source.pen == .hold(2))
    #expect(target.pen == .not)
    let again = Samples.attempt(epoch: 3)
    let armed = target.handle(
      .arm(again, expected: Samples.expectation, observed: Samples.follower(), granted: again.grant))
    #expect(armed.records == [.receiver(.armed(again, expected: Samples.expectation))])
  }

  @Test("who holds the pen cannot be armed, nor bar")
  func holderIsNoReceiver() {
    var pen = Self.holder
    #expect(pen.handle(Self.arm).records.isEmpty)
    #expect(pen.effects(of: .bar(Samples.attempt)) == [.answerBar(.holds(0))])
  }

  @Test("trap 13: without a journal it answers nothing, grants nothing, and bars nothing")
  func needsLearning() {
    var pen = PenMachine(host: Samples.source)
    #expect(pen.effects(of: .holderAsked(1)) == [.answerHolder(.needsLearning)])
    #expect(pen.effects(of: .abortAsked(1)) == [.answerAbort(.needsLearning)])
    #expect(pen.effects(of: .bar(Samples.attempt)) == [.answerBar(.needsLearning)])
    #expect(pen.handle(.cutBegins(Samples.attempt, granted: Samples.grant)).isRefusedCut)
    #expect(pen.handle(Self.promote).isRefusedPromotion)
    #expect(pen.handle(Self.arm).records.isEmpty)
    #expect(pen.recover() == [.keepFenced])
    #expect(pen.handle(.learned(.hold(3))).records == [.learned(.hold(3))])
    #expect(pen.pen == .hold(3))
  }

  @Test("a copy of the promote tells the same Redis again, but never one that was restarted since")
  func repeatedPromote() {
    var pen = Self.armed
    pen.effects(of: Self.promote)
    #expect(pen.effects(of: Self.promote) == [.promoteRedis(Samples.attempt)])
    let restarted = PenEvent.promote(
      Samples.order, observed: Samples.follower(identity: Samples.sourceIdentity), granted: Samples.grant)
    #expect(pen.effects(of: restarted) == [.answerPromote(.promoted(Samples.attempt))])
  }

  @Test("after a restart: HOLD is verified, CUT is recovered, NOT stays fenced")
  func recovery() {
    var pen = Self.holder
    #expect(pen.recover() == [.verifyHolder(0)])
    pen.effects(of: .cutBegins(Samples.attempt, granted: Samples.grant))
    #expect(pen.recover() == [.recoverCut(Samples.attempt)])
    #expect(Self.receiver.recover() == [.keepFenced])
  }

  @Test("a Redis that does not obey its promotion is brought up by the checks of a restart; the pen is here")
  func disobedient() {
    var pen = Self.armed
    pen.effects(of: Self.promote)
    #expect(
      pen.effects(of: .redisPromotionFailed(Samples.attempt, Samples.trouble)) == [
        .answerPromote(.promoted(Samples.attempt)), .verifyHolder(1),
      ])
  }

  @Test("trap 20: a holder declared lost yields to the higher pen epoch when it returns")
  func holderLost() {
    var survivor = Self.receiver
    #expect(survivor.handle(.otherHolderLost(5)).records == [.pen(.hold(5))])
    var lost = Self.holder
    let claim = PenClaim(holder: Samples.target, pen: 5, barredThrough: 5)
    let decision = lost.handle(.otherHolderClaims(claim))
    #expect(decision.records == [.pen(.not)])
    #expect(decision.effects == [.keepFenced])
  }

  @Test("its journal rebuilds it, at every point")
  func replay() {
    var pen = Self.receiver
    var journal: [PenJournalRecord] = [.learned(.not)]
    let next = Samples.attempt(epoch: 2)
    let events: [PenEvent] = [
      Self.arm, Self.promote, .redisPromoted(Samples.attempt), .holderAsked(1),
      .cutBegins(next, granted: next.grant), .cutPassed(next), .bar(Samples.attempt(epoch: 3)),
    ]
    for event in events {
      journal += pen.handle(event).records
      #expect(PenMachine(host: Samples.target, replaying: journal) == pen)
    }
  }
}

extension Decision where Record == PenJournalRecord, Effect == PenEffect {
  var isRefusedPromotion: Bool {
    guard records.isEmpty, case .answerPromote(.refused) = effects.first else { return false }
    return effects.count == 1
  }

  var isRefusedCut: Bool {
    guard records.isEmpty, case .answerCut(.refused) = effects.first else { return false }
    return effects.count == 1
  }
}
