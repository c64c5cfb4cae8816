import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("What the count of a producer's queue proves")
struct ProducerJudgeTests {
  static let trigger = FleetProducer(
    name: "regulatory trigger", queue: "scheduled",
    probe: .http(method: "POST", url: "http://100.64.123.81:3002/api/trigger?token=hunter2", from: nil))
  static let status = FleetProducer(
    name: "system status", queue: "system-status", probe: .observe(within: .seconds(600)))
  static let backup = FleetProducer(
    name: "backup export", queue: "backup", probe: .manual("trigger a backup in the UI"))

  static let http = ProducerJudge(producer: trigger)
  static let observe = ProducerJudge(producer: status)
  static let manual = ProducerJudge(producer: backup)

  @Test("a request that is taken and a job that appears prove it; a token in the URL's query is never shown")
  func proven() {
    let result = Self.http.sent(.status(202), before: 12, now: 13)
    #expect(result.state == .proven)
    #expect(
      result.words == "regulatory trigger (queue scheduled): POST http://100.64.123.81:3002/api/trigger answered 202, "
        + "1 job added")
    #expect(result.next == nil)
    #expect(
      Self.http.warning
        == "sending POST http://100.64.123.81:3002/api/trigger: it enqueues real work in queue scheduled")
  }

  @Test("a request that is taken without a job is a failure: the producer writes somewhere else")
  func elsewhere() {
    let result = Self.http.sent(.status(200), before: 12, now: 12)
    #expect(result.state == .failed)
    #expect(result.observed.hasSuffix("answered 200, and no job added (12 in all) within 30.0 s"))
    #expect(result.next?.contains("coordinator verify --send") == true)
  }

  @Test("a request that is refused or not answered is one, too", arguments: [302, 404, 500, 503])
  func refused(status: Int) {
    let result = Self.http.sent(.status(status), before: 12, now: 14)
    #expect(result.state == .failed)
    #expect(result.observed.contains("answered \(status), required: 2xx; 2 jobs added"))
    #expect(Self.http.sent(.silent("no HTTP answer"), before: 1, now: 1).state == .failed)
    #expect(Self.http.sent(.unsent("no connection"), before: 1, now: 1).observed.contains("no connection"))
  }

  @Test("in a run, what comes by itself is proven by what has arrived, and else handed to the operator")
  func watched() {
    #expect(
      Self.observe.watched(before: 3, now: 4).words == "system status (queue system-status): 1 job added since the cut")
    let pending = Self.observe.watched(before: 3, now: 3)
    #expect(pending.state == .pending)
    #expect(pending.observed == "not seen yet, within 10 min")
    #expect(pending.next == "coordinator verify")
  }

  @Test("in a run, what an operator does by hand is shown and not waited for")
  func byHand() {
    let result = Self.manual.watched(before: 3, now: 3)
    #expect(result.state == .pending)
    #expect(result.observed == "by hand: trigger a backup in the UI")
  }

  @Test("a request that an earlier coordinator may have sent is not sent again, and is no failure")
  func maybeSent() {
    #expect(Self.http.watched(before: 3, now: 5).state == .proven)
    let result = Self.http.watched(before: 3, now: 3)
    #expect(result.state == .notProbed)
    #expect(result.next?.contains("--send") == true)
  }

  @Test("later, growth since the cut proves any of them", arguments: [http, observe, manual])
  func later(_ judge: ProducerJudge) {
    let result = judge.later(before: 7, now: 9, age: .seconds(5))
    #expect(result.state == .proven)
    #expect(result.observed == "2 jobs added since the cut")
  }

  @Test("later, no growth says what to do; what should have come by itself in its time has failed")
  func nothing() {
    #expect(Self.http.later(before: 7, now: 7, age: .seconds(5)).next?.contains("enqueues real work") == true)
    #expect(Self.manual.later(before: 7, now: 7, age: .seconds(5)).state == .pending)
    #expect(Self.observe.later(before: 7, now: 7, age: .seconds(599)).state == .pending)
    let late = Self.observe.later(before: 7, now: 7, age: .seconds(700))
    #expect(late.state == .failed)
    #expect(late.observed == "no job added for 11 min 40 s since the cut, required: within 10 min")
  }

  @Test("without a record of the cut an old job proves nothing", arguments: [http, observe, manual])
  func noRecord(_ judge: ProducerJudge) {
    let result = judge.later(before: nil, now: 40_000, age: nil)
    #expect(result.state == .pending)
    #expect(result.observed == "40000 jobs in all; how many there were at the cut is on no record")
    #expect(result.next?.isEmpty == false)
  }

  @Test("a count that shrank, as of a queue that was emptied, proves nothing")
  func shrunk() {
    #expect(Self.http.sent(.status(200), before: 12, now: 1).state == .failed)
    #expect(Self.manual.later(before: 12, now: 1, age: nil).state == .pending)
  }

  @Test("an App that stays behind has producers that are not probed; one that compose runs moves with the workers")
  func scope() {
    let container = FleetApp.container(host: "vps-01", name: "app")
    let compose = FleetApp.compose(host: "a", project: "/p", file: "f", service: "s", variable: "V")
    #expect(ProducerScope(container, isMoved: true) == .moved)
    #expect(ProducerScope(container, isMoved: false) == .leftBehind)
    #expect(ProducerScope(.manual("x"), isMoved: false) == .leftBehind)
    #expect(ProducerScope(compose, isMoved: false) == .moved)
    #expect(ProducerScope(nil, isMoved: false) == .unknown)
  }

  @Test("refused writes count from the cut, and from the start of a Redis that was restarted since")
  func refusedWrites() {
    #expect(RefusedWrites(total: 15, atCut: 3).words == "12 writes refused since the cut")
    #expect(RefusedWrites(total: 3, atCut: 3).words == "no write refused since the cut")
    #expect(RefusedWrites(total: 1, atCut: 3).words == "1 write refused since it was started")
    #expect(RefusedWrites(total: 4, atCut: nil).since == .start)
  }

  @Test("a straggler is named by container, by what its connections call themselves, and by its process")
  func straggler() {
    let app = Straggler(
      .init(address: "172.18.0.9", container: "fiskai-app", connections: 3, names: [], process: "node (pid 4711)"))
    #expect(app.words == "fiskai-app (172.18.0.9, node (pid 4711), 3 connections)")
    let stranger = Straggler(.init(address: "100.64.0.7", connections: 1, names: ["bull:b2Ny"]))
    #expect(stranger.words == "100.64.0.7 (named bull:b2Ny, 1 connection)")
  }
}
