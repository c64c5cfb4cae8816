import Cutover
import Testing

@Suite("A copy that nobody watches")
struct HoldMachineTests {
  static let hold = Hold(role: .leader, grant: Samples.grant, seconds: 100)

  static func moment(_ boot: UInt64, bootID: String = "boot-1", wall: UInt64? = nil) -> HoldMoment {
    HoldMoment(bootID: bootID, bootSeconds: boot, wallSeconds: wall ?? 1_000_000 + boot)
  }

  static func look(
    _ now: HoldMoment, leaseLive: Bool = false, pen: PenRecord? = .hold(0), workersRun: Bool = true,
    isChanged: Bool = true
  ) -> HoldEvent {
    .looked(HoldLook(leaseLive: leaseLive, pen: pen, workersRun: workersRun, isChanged: isChanged, now: now))
  }

  /// A machine that has seen the lease lapse at second 10.
  static func abandoned(_ hold: Hold = hold, pen: PenRecord = .hold(0)) -> HoldMachine {
    var machine = HoldMachine()
    _ = machine.handle(.prepared(hold))
    _ = machine.handle(look(moment(10), pen: pen))
    return machine
  }

  @Test("is on record before anything is changed, and stays while a lease is live")
  func watched() {
    var machine = HoldMachine()
    #expect(machine.handle(.prepared(Self.hold)).records == [.prepared(Self.hold)])
    #expect(machine.handle(.prepared(Self.hold)) == .disregard(.duplicate))
    #expect(machine.handle(Self.look(Self.moment(500), leaseLive: true, isChanged: false)) == Decision())
    #expect(machine.state == .watched(Self.hold))
  }

  @Test("counts from the lapse of the lease, not from its beginning")
  func counts() {
    var machine = HoldMachine()
    _ = machine.handle(.prepared(Self.hold))
    #expect(machine.handle(Self.look(Self.moment(5_000))).records == [.abandoned(Self.moment(5_000))])
    #expect(machine.handle(Self.look(Self.moment(5_099))) == Decision())
    #expect(machine.handle(Self.look(Self.moment(5_100))).effects == [.putBack(Self.hold)])
  }

  @Test("is put back once, and asked for again until that has worked")
  func putBack() {
    var machine = Self.abandoned()
    #expect(machine.handle(Self.look(Self.moment(110))).effects == [.putBack(Self.hold)])
    #expect(machine.handle(Self.look(Self.moment(111))).effects == [.putBack(Self.hold)])
    #expect(machine.handle(.putBack).records == [.ended])
    #expect(machine.handle(.putBack) == .disregard(.duplicate))
    #expect(machine.handle(Self.look(Self.moment(112))) == .disregard(.stale))
  }

  @Test("a lease of anybody stops the clock, and its lapse starts it anew")
  func reclaimed() {
    var machine = Self.abandoned()
    #expect(machine.handle(Self.look(Self.moment(109), leaseLive: true)).records == [.reclaimed])
    #expect(machine.handle(Self.look(Self.moment(300))).records == [.abandoned(Self.moment(300))])
    #expect(machine.handle(Self.look(Self.moment(399))).effects.isEmpty)
    #expect(machine.handle(Self.look(Self.moment(400))).effects == [.putBack(Self.hold)])
  }

  @Test("workers that a run has stopped come first: nothing is put back from the drain on")
  func drained() {
    var machine = Self.abandoned()
    #expect(machine.handle(Self.look(Self.moment(900), workersRun: false)) == Decision())
    #expect(machine.handle(Self.look(Self.moment(901))).effects == [.putBack(Self.hold)])
  }

  @Test("an open cut comes first, and a copy whose pen has moved is the way back: it stays")
  func moved() {
    var leader = Self.abandoned()
    #expect(leader.handle(Self.look(Self.moment(900), pen: .cut(Samples.attempt, held: 0))) == Decision())
    #expect(leader.handle(Self.look(Self.moment(900), pen: .not)).records == [.ended])
    let following = Hold(role: .follower, grant: Samples.grant, seconds: 100)
    var follower = Self.abandoned(following, pen: .not)
    #expect(follower.handle(Self.look(Self.moment(900), pen: .not)).effects == [.putBack(following)])
    #expect(follower.handle(Self.look(Self.moment(900), pen: .hold(1))).records == [.ended])
  }

  @Test("what an order has put back needs no hold")
  func alreadyPutBack() {
    var machine = Self.abandoned()
    #expect(machine.handle(Self.look(Self.moment(20), isChanged: false)).records == [.ended])
    #expect(machine.state == .none)
  }

  @Test("the time goes on over a crash of the agent, by the boot's clock, whatever the wall clock does")
  func crash() {
    let since = Self.moment(10)
    var machine = HoldMachine(replaying: [.prepared(Self.hold), .abandoned(since)])
    #expect(machine.state == .abandoned(Self.hold, since: since))
    #expect(machine.handle(Self.look(Self.moment(109, wall: 9_000_000))) == Decision())
    #expect(machine.handle(Self.look(Self.moment(110, wall: 0))).effects == [.putBack(Self.hold)])
  }

  @Test("the time goes on over a reboot, by the wall clock; one that was set back only makes it longer")
  func reboot() {
    var machine = Self.abandoned()
    #expect(machine.handle(Self.look(Self.moment(3, bootID: "boot-2", wall: 5))) == Decision())
    #expect(machine.handle(Self.look(Self.moment(3, bootID: "boot-2", wall: 1_000_109))) == Decision())
    #expect(
      machine.handle(Self.look(Self.moment(3, bootID: "boot-2", wall: 1_000_110))).effects == [.putBack(Self.hold)])
  }

  @Test("a run that prepares anew takes over from an abandoned one")
  func newRun() {
    var machine = Self.abandoned()
    let next = Hold(role: .leader, grant: Grant(epoch: 2, run: "run-2"), seconds: 50)
    #expect(machine.handle(.prepared(next)).records == [.prepared(next)])
    #expect(machine.state == .watched(next))
  }
}
