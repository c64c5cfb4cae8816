import Cutover
import Testing

@Suite("The cut after a crash")
struct CutRecoveryTests {
  let journal: [CutJournalRecord] = [.began(Samples.plan)]
  let cut = PenRecord.cut(Samples.attempt, held: 0)

  @Test("trap 2: it fences and bars first, and concludes nothing from what it does not know")
  func fencesAndBars() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: cut))
    #expect(machine.effects(of: .begin) == [.fenceAgain, .barReceiver(Samples.attempt)])
    #expect(machine.effects(of: .fenced(Samples.holder())).isEmpty)
    #expect(machine.effects(of: .barAnswered(.barred(Samples.attempt))) == [Samples.unfence])
  }

  @Test("BARRED while the fence is in flight waits for the fence: it could land after the un-fence")
  func barredBeforeFenced() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: cut))
    machine.effects(of: .begin)
    #expect(machine.effects(of: .barAnswered(.barred(Samples.attempt))).isEmpty)
    #expect(machine.effects(of: .fenced(Samples.holder())) == [Samples.unfence])
  }

  @Test("PROMOTED: the holder records NOT and follows")
  func promoted() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: cut))
    machine.effects(of: .begin, .fenced(Samples.holder()))
    #expect(machine.effects(of: .barAnswered(.promoted(Samples.attempt))) == [.yieldPen(Samples.attempt)])
    #expect(machine.effects(of: .penYielded, .clientsReleased) == [.releaseClients, .follow])
  }

  @Test("unreachable: nobody un-fences, status says whom to reach, asking goes on")
  func unreachable() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: cut))
    machine.effects(of: .begin, .fenced(Samples.holder()))
    #expect(
      machine.effects(of: .receiverUnreachable(Samples.trouble)) == [
        .reportUndetermined(mustReach: Samples.target, Samples.trouble), .barReceiver(Samples.attempt),
      ])
  }

  @Test("a fence that fails is tried again, until the receiver's answer makes it needless")
  func failedFence() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: cut))
    machine.effects(of: .begin)
    #expect(
      machine.effects(of: .failed(.fenceAgain, Samples.trouble)) == [
        .reportBlocked(Samples.trouble), .fenceAgain,
      ])
    #expect(machine.effects(of: .fenced(Samples.holder(refusedWrite: false))).last == .fenceAgain)
    machine.effects(of: .barAnswered(.barred(Samples.attempt)))
    #expect(machine.effects(of: .failed(.fenceAgain, Samples.trouble)) == [Samples.unfence])
  }

  @Test("HOLD: only the restart policy and the arming are left to put back")
  func hold() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: .hold(0)))
    #expect(machine.effects(of: .begin) == [.restoreRestartPolicy])
    #expect(machine.effects(of: .restartPolicyRestored) == [.barReceiver(Samples.attempt)])
    #expect(machine.effects(of: .barAnswered(.barred(Samples.attempt))).last?.isUndone == true)
  }

  @Test("a holder that was left stays left over a crash: its restart policy is not put back")
  func left() throws {
    let records = journal + [.undoing(Samples.attempt, Samples.trouble), .holderLeft(Samples.attempt, Samples.trouble)]
    var machine = try #require(CutMachine(replaying: records, pen: .hold(0)))
    #expect(machine.effects(of: .begin) == [.barReceiver(Samples.attempt)])
    let result = CutResult.undone(
      Finding(
        observed: "the agent died inside the cut", required: "an end of the cut", next: "start the run again"),
      warnings: [Samples.trouble])
    #expect(machine.effects(of: .barAnswered(.barred(Samples.attempt))) == [.finish(result)])
  }

  @Test("trap 5: after a crash too, a Redis in another life is not un-fenced, BARRED or not")
  func restarted() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: cut))
    machine.effects(of: .begin, .fenced(Samples.holder(identity: Samples.targetIdentity)))
    #expect(machine.effects(of: .barAnswered(.barred(Samples.attempt))) == [Samples.unfence])
    #expect(machine.effects(of: .holderChanged(Samples.targetIdentity)) == [.returnPen(Samples.attempt)])
  }

  @Test("NOT: only the clients and the reverse link are left")
  func not() throws {
    var machine = try #require(CutMachine(replaying: journal, pen: .not))
    #expect(machine.effects(of: .begin, .clientsReleased) == [.releaseClients, .follow])
  }

  @Test("an attempt that has ended is not recovered")
  func ended() {
    let result = CutResult.undone(Samples.trouble, warnings: [])
    #expect(CutMachine(replaying: journal + [.ended(Samples.attempt, result)], pen: .hold(0)) == nil)
    #expect(CutMachine(replaying: [], pen: .hold(0)) == nil)
  }
}
