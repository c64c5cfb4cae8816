import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("What the agents' records say before a run")
struct FleetRecordsTests {
  static func live(_ epoch: Epoch, _ run: RunID, held: Int) -> PenFacts {
    PenFacts(
      pen: .hold(0), cutInProgress: false, leaseRun: run, leaseEpoch: epoch, leaseHolder: "alice@laptop",
      leaseRemainingSeconds: 14, leaseHeldSeconds: held, lastRun: run)
  }

  @Test("a live lease is refused with who holds it, since when, where, and until when")
  func held() {
    let records = FleetRecords(facts: [
      "vps": Self.live(3, "run-7", held: 125), "vps-01": Self.live(3, "run-7", held: 124),
    ])
    let error = #expect(throws: OperatorError.self) { try records.requireFree(takeover: false) }
    #expect(error?.code == "lease_held")
    #expect(
      error?.observed
        == "the lease is held by alice@laptop for 2 min 5 s (epoch 3, granted by vps, vps-01); it lapses in 14 s unless it is renewed"
    )
    #expect(error?.next?.contains("--takeover") == true)
    #expect(throws: Never.self) { try records.requireFree(takeover: true) }
  }

  @Test("a lapsed lease is nobody's, and its epoch is still the highest")
  func lapsed() {
    let facts = PenFacts(pen: .not, cutInProgress: false, leaseEpoch: 4, lastRun: "run-8")
    let records = FleetRecords(facts: ["vps": facts, "vps-01": PenFacts(cutInProgress: false)])
    #expect(records.live == nil)
    #expect(records.highest == Grant(epoch: 4, run: "run-8"))
    #expect(throws: Never.self) { try records.requireFree(takeover: false) }
  }

  @Test("the pen of a plan has moved when its follower holds it, whatever the run's journal says")
  func moved() {
    let plan = RunArchiveTests.plan
    #expect(
      FleetRecords(facts: ["vps": PenFacts(pen: .hold(3), cutInProgress: false)]).hasMoved(plan))
    #expect(!FleetRecords(facts: ["vps": PenFacts(pen: .not, cutInProgress: false)]).hasMoved(plan))
  }
}
