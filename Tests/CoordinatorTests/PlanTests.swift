import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("A plan")
struct PlanTests {
  static func reading(
    container: String = "4f1c000000000000", redacted: String = "redis://fiskai-redis:6379", state: String = "running"
  ) -> PlanReading {
    var leader = CheckTests.redis(policy: "allkeys-lru")
    leader.containerID = "aaaabbbbccccdddd"
    let follower = RedisFacts(container: "fiskai-redis-vps", state: "absent")
    var variable = WorkerCheckTests.variable
    variable.redactedValue = redacted
    var worker = WorkerCheckTests.worker()
    worker.identifier = container
    worker.configuration = "c0ffee"
    worker.state = state
    return PlanReading(
      direction: .cutover, leader: (host: "vps-01", facts: leader), follower: (host: "vps", facts: follower),
      workers: [(host: "vps-01", variable: variable, workers: [worker])])
  }

  @Test("its hash stays as long as what it rests on, and jobs may flow meanwhile")
  func hash() {
    let facts = Self.reading().facts
    #expect(facts.hash.count == 12)
    var later = Self.reading()
    var leader = later.leader.facts
    leader.keys = 4711
    leader.usedMemory = 1
    later = PlanReading(
      direction: .cutover, leader: (host: "vps-01", facts: leader), follower: later.follower, workers: later.workers)
    #expect(later.facts.hash == facts.hash)
    #expect(facts.drift(to: later.facts).isEmpty)
  }

  @Test("a worker that somebody made anew, or another URL, is drift, and is named")
  func drift() {
    let facts = Self.reading().facts
    let anew = Self.reading(container: "9e9e000000000000").facts
    #expect(anew.hash != facts.hash)
    #expect(facts.drift(to: anew) == ["worker-ocr on vps-01: container was 4f1c00000000, is 9e9e00000000"])
    let moved = Self.reading(redacted: "redis://elsewhere:6379").facts
    #expect(
      facts.drift(to: moved) == [
        "/home/admin/FiskAI/.env on vps-01: assignment was line 13, redis://fiskai-redis:6379, by interpolation, "
          + "is line 13, redis://elsewhere:6379, by interpolation"
      ])
  }
}
