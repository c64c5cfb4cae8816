import Cutover
import Testing

@Suite("The lease")
struct LeaseMachineTests {
  static let clock = LeaseClock(heldSeconds: 4, remainingSeconds: 11)
  static let fresh = LeaseMachine(replaying: [.learned(nil)])

  static func request(epoch: Epoch, run: RunID = "run-1", id: UInt64 = 1, takeover: Bool = false) -> LeaseEvent {
    let request = LeaseRequest(
      id: id, grant: Grant(epoch: epoch, run: run), holder: "ana@laptop", takeover: takeover)
    return .requested(request, clock: clock, pen: .not)
  }

  static func granted(_ epoch: Epoch, _ run: RunID = "run-1") -> LeaseHolder {
    LeaseHolder(grant: Grant(epoch: epoch, run: run), holder: "ana@laptop")
  }

  @Test("is durable before it is granted")
  func grants() {
    var lease = Self.fresh
    let decision = lease.handle(Self.request(epoch: 1))
    #expect(decision.records == [.granted(Self.granted(1))])
    #expect(
      decision.effects == [
        .restartTimer(Samples.grant), .answer(request: 1, .granted(Samples.grant, pen: .not)),
      ])
    #expect(lease.verdict(on: Samples.grant) == .obey)
  }

  @Test("a second coordinator is told who holds it, for how long, until when")
  func held() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(1))])
    let refusal = LeaseRefusal.held(Self.granted(1), Self.clock)
    let decision = lease.handle(Self.request(epoch: 2, run: "run-2"))
    #expect(decision.records.isEmpty)
    #expect(decision.effects == [.answer(request: 1, .refused(refusal))])
    #expect(refusal.finding.observed == "the lease is held by ana@laptop (epoch 1 of run run-1) for 4 s")
    #expect(
      refusal.finding.next == "wait 11 s for it to lapse unless it is renewed, or take it with --takeover")
  }

  @Test("its own leader may take the next epoch of the same run: the lease had lapsed at another agent")
  func nextEpoch() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(1))])
    let decision = lease.handle(Self.request(epoch: 2))
    #expect(decision.records == [.granted(Self.granted(2))])
    // Nothing is taken from anybody: no run has ended.
    #expect(
      decision.effects == [
        .restartTimer(Self.granted(2).grant), .answer(request: 1, .granted(Self.granted(2).grant, pen: .not)),
      ])
    let other = LeaseRequest(id: 1, grant: Grant(epoch: 3, run: "run-1"), holder: "bob@other", takeover: false)
    let refused = lease.handle(.requested(other, clock: Self.clock, pen: .not))
    #expect(refused.records.isEmpty)
  }

  @Test("a takeover is granted, and the former coordinator's orders are stale (S5)")
  func takeover() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(1))])
    let decision = lease.handle(Self.request(epoch: 2, run: "run-2", takeover: true))
    #expect(decision.records == [.granted(Self.granted(2, "run-2"))])
    let newer = Grant(epoch: 2, run: "run-2")
    #expect(lease.verdict(on: Samples.grant) == .refuse(.staleEpoch(highest: newer)))
    #expect(lease.handle(.expired(Samples.grant)) == .disregard(.stale))
  }

  @Test("trap 13: an equal epoch with another run is refused, live or lapsed")
  func boundToOneRun() {
    for end in [LeaseJournalRecord.released(Samples.grant), .expired(Samples.grant)] {
      var lease = LeaseMachine(replaying: [.granted(Self.granted(1)), end])
      let decision = lease.handle(Self.request(epoch: 1, run: "run-2"))
      #expect(decision.effects == [.answer(request: 1, .refused(.boundToOtherRun(Samples.grant)))])
    }
    let live = LeaseMachine(replaying: [.granted(Self.granted(1))])
    #expect(live.verdict(on: Grant(epoch: 1, run: "run-2")) == .refuse(.boundToOtherRun(Samples.grant)))
  }

  @Test("a lower epoch is refused, even with --takeover")
  func lowerEpoch() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(5)), .released(Self.granted(5).grant)])
    let decision = lease.handle(Self.request(epoch: 4, run: "run-4", takeover: true))
    #expect(decision.effects == [.answer(request: 1, .refused(.staleEpoch(highest: Self.granted(5).grant)))])
  }

  @Test("a repeated request of the live lease is granted again: the first answer may be lost")
  func repeated() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(1))])
    let decision = lease.handle(Self.request(epoch: 1))
    #expect(decision.records.isEmpty)
    #expect(decision.effects.last == .answer(request: 1, .granted(Samples.grant, pen: .not)))
  }

  @Test("a lapsed lease begins the dead-man plan, and is not renewed afterwards")
  func expiry() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(1))])
    let decision = lease.handle(.expired(Samples.grant))
    #expect(decision.records == [.expired(Samples.grant)])
    #expect(decision.effects == [.stopTimer, .beginDeadManPlan(Samples.grant)])
    #expect(lease.handle(.renewed(Samples.grant)).effects == [.answerRenewal(.ended(Samples.grant))])
    #expect(lease.handle(Self.request(epoch: 1)).effects == [.answer(request: 1, .refused(.ended(Samples.grant)))])
    #expect(lease.verdict(on: Samples.grant) == .refuse(.ended(Samples.grant)))
  }

  @Test("a renewal starts the time anew; a stale one is refused")
  func renewal() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(2, "run-2"))])
    let grant = Grant(epoch: 2, run: "run-2")
    #expect(lease.handle(.renewed(grant)).effects == [.restartTimer(grant), .answerRenewal(nil)])
    #expect(
      lease.handle(.renewed(Samples.grant)).effects == [.answerRenewal(.staleEpoch(highest: grant))])
  }

  @Test("a release leaves nobody to order: workers that the run could not put back act alone")
  func release() {
    var lease = LeaseMachine(replaying: [.granted(Self.granted(1))])
    #expect(lease.handle(.released(Samples.grant)).effects == [.stopTimer, .beginDeadManPlan(Samples.grant)])
    #expect(lease.handle(.released(Samples.grant)) == .disregard(.duplicate))
  }

  @Test("a takeover by another run begins the dead-man plan of the run that it ends, a resume of the same run does not")
  func takeoverEndsTheOtherRun() {
    let newer = Grant(epoch: 2, run: "run-2")
    var taken = LeaseMachine(replaying: [.granted(Self.granted(1))])
    #expect(
      taken.handle(Self.request(epoch: 2, run: "run-2", takeover: true)).effects
        == [.restartTimer(newer), .beginDeadManPlan(Samples.grant), .answer(request: 1, .granted(newer, pen: .not))])
    let again = Grant(epoch: 2, run: "run-1")
    var resumed = LeaseMachine(replaying: [.granted(Self.granted(1))])
    #expect(
      resumed.handle(Self.request(epoch: 2, takeover: true)).effects
        == [.restartTimer(again), .answer(request: 1, .granted(again, pen: .not))])
  }

  @Test("two laptops that resume one run under the same epoch: the second is refused, with a takeover as well")
  func resumedTwice() {
    var machine = LeaseMachine(replaying: [
      .learned(nil), .granted(LeaseHolder(grant: Samples.grant, holder: "ana@laptop")),
    ])
    for takeover in [false, true] {
      let other = LeaseRequest(id: 9, grant: Samples.grant, holder: "bob@other", takeover: takeover)
      let decision = machine.handle(.requested(other, clock: LeaseClock(), pen: .hold(0)))
      #expect(decision.records.isEmpty)
      guard case .answer(9, .refused) = decision.effects.first else {
        Issue.record("granted to both: \(decision.effects)")
        return
      }
    }
    #expect(machine.live?.holder == "ana@laptop")
  }

  @Test("trap 12: a holder inside a cut grants nothing; the grant waits and then carries the pen record")
  func waitsForTheCut() {
    var lease = Self.fresh
    let request = LeaseRequest(id: 7, grant: Samples.grant, holder: "ana@laptop")
    let cut = PenRecord.cut(Samples.attempt, held: 0)
    #expect(lease.handle(.requested(request, clock: LeaseClock(), pen: cut)) == Decision())
    let ended = lease.handle(.cutEnded(clock: LeaseClock(), pen: .not))
    #expect(ended.records == [.granted(Self.granted(1))])
    #expect(ended.effects.last == .answer(request: 7, .granted(Samples.grant, pen: .not)))
    #expect(lease.live == Self.granted(1))
    #expect(lease.handle(.cutEnded(clock: LeaseClock(), pen: .not)) == Decision())
  }

  @Test("trap 12: of two that waited the first is granted, the second told who holds it")
  func twoWaited() {
    var lease = Self.fresh
    let cut = PenRecord.cut(Samples.attempt, held: 0)
    for (id, run) in [(UInt64(1), RunID("run-1")), (2, "run-2")] {
      let request = LeaseRequest(id: id, grant: Grant(epoch: Epoch(rawValue: id), run: run), holder: "ana@laptop")
      _ = lease.handle(.requested(request, clock: LeaseClock(), pen: cut))
    }
    let ended = lease.handle(.cutEnded(clock: LeaseClock(), pen: .hold(0)))
    #expect(ended.records == [.granted(Self.granted(1))])
    #expect(ended.effects.last == .answer(request: 2, .refused(.held(Self.granted(1), LeaseClock()))))
  }

  @Test("trap 13: without a journal it grants and obeys nothing until it has learned")
  func needsLearning() {
    var lease = LeaseMachine()
    #expect(lease.handle(Self.request(epoch: 1)).effects == [.answer(request: 1, .refused(.needsLearning))])
    #expect(lease.verdict(on: Samples.grant) == .refuse(.needsLearning))
    #expect(lease.handle(.learned(Self.granted(9).grant)).records == [.learned(Self.granted(9).grant)])
    #expect(
      lease.handle(Self.request(epoch: 9, run: "other")).effects == [
        .answer(request: 1, .refused(.boundToOtherRun(Self.granted(9).grant)))
      ])
  }

  @Test("a restarted agent gives a live lease its full time again")
  func recovery() {
    #expect(LeaseMachine(replaying: [.granted(Self.granted(1))]).recover() == [.restartTimer(Samples.grant)])
    #expect(Self.fresh.recover() == [.stopTimer])
  }
}
