import Cutover
import Protocol
import Testing

@testable import Coordinator

/// What a plan says beforehand, from what was measured; and what it does not claim to know.
@Suite("A plan's estimates")
struct PlanEstimateTests {
  static func basis(
    _ direction: Direction = .cutover,
    link: Result<LinkFacts, ProtocolError> = .success(
      LinkFacts(bytes: 8 << 20, microseconds: 83_886, roundTripMicroseconds: 1000, fsyncMicroseconds: 3000)),
    used: Int? = 1_000_000_000, job: Int? = 12, last: PlanBasis.LastRun? = nil
  ) -> PlanBasis {
    PlanBasis(
      direction: direction, usedMemory: used, keys: 4711, link: link, longestJobSeconds: job, drain: .seconds(60),
      lastRun: last)
  }

  @Test("the copy takes what is in memory at the speed of the link")
  func copy() {
    let copy = PlanEstimates(Self.basis()).copy
    // 8 MiB in 83.886 ms are 100 MB/s.
    #expect(copy.microseconds.map { $0 / 100_000 } == 99 || copy.microseconds.map { $0 / 100_000 } == 100)
    #expect(copy.basis.hasPrefix("1.0 GB in memory (4711 keys) at 100"))
  }

  @Test("the write pause is four round trips, one fsync and 2 ms")
  func pause() {
    let pause = PlanEstimates(Self.basis()).writePause
    #expect(pause.microseconds == 4 * 1000 + 3000 + 2000)
    #expect(pause.words == "about 9.0 ms: four round trips of 1.0 ms, one fsync of 3.0 ms, and 2 ms")
    let blind = PlanEstimates(
      Self.basis(link: .success(LinkFacts(bytes: 1, microseconds: 1, roundTripMicroseconds: 500)))
    ).writePause
    #expect(blind.microseconds == 4000)
    #expect(blind.basis.contains("could not be measured"))
  }

  @Test("a job at work may run as long again, but the drain ends it at its limit")
  func drain() {
    #expect(PlanEstimates(Self.basis()).drain.microseconds == 12_000_000)
    #expect(PlanEstimates(Self.basis(job: 90)).drain.microseconds == 60_000_000)
    #expect(PlanEstimates(Self.basis(job: 0)).drain.microseconds == 0)
    let unknown = PlanEstimates(Self.basis(job: nil)).drain
    #expect(unknown.microseconds == nil)
    #expect(unknown.words.hasPrefix("unknown: nobody could tell how long jobs run; at most"))
  }

  @Test("how long containers take is known from an earlier run only; without one it is not in the total, and said so")
  func total() {
    let first = PlanEstimates(Self.basis(job: 0))
    #expect(first.workers.microseconds == nil)
    #expect(first.total.microseconds == (first.copy.microseconds ?? 0) + 9000)
    #expect(first.total.basis.contains("stops and starts, and the App's deployment, are not in it"))
    let later = PlanEstimates(Self.basis(job: 0, last: .init(run: "run-7", workersMilliseconds: 2500)))
    #expect(later.workers.words == "about 2.5 s: run run-7 took that from the first stop to the last start")
    #expect(later.total.microseconds == (first.copy.microseconds ?? 0) + 2_500_000)
    // A job that runs longer than that run took counts.
    let long = PlanEstimates(Self.basis(job: 30, last: .init(run: "run-7", workersMilliseconds: 2500)))
    #expect(long.total.microseconds == (first.copy.microseconds ?? 0) + 30_009_000)
  }

  @Test("a link that could not be measured is an unknown with its reason, and no number")
  func unknown() {
    let estimates = PlanEstimates(Self.basis(link: .failure(ProtocolError(.unreachable, "vps cannot be reached"))))
    for estimate in [estimates.copy, estimates.writePause] {
      #expect(estimate.words == "unknown: the link: vps cannot be reached")
    }
    #expect(estimates.total.microseconds == nil)
    #expect(PlanEstimates(Self.basis(used: nil)).copy.microseconds == nil)
  }

  @Test("a rollback copies nothing: the old Redis follows already")
  func rollback() {
    #expect(PlanEstimates(Self.basis(.rollback)).copy.words == "none: it follows already")
  }

  @Test("a link's speed is what arrived in the time that it took")
  func speed() {
    #expect(LinkFacts(bytes: 1000, microseconds: 10, roundTripMicroseconds: 1).bytesPerSecond == 100_000_000)
    #expect(LinkFacts(bytes: 0, microseconds: 10, roundTripMicroseconds: 1).bytesPerSecond == nil)
    #expect(LinkFacts(bytes: 10, microseconds: 0, roundTripMicroseconds: 1).bytesPerSecond == nil)
  }
}

/// Who deploys between the preflight and the cut aborts the run.
@Suite("Workers between preflight and cut")
struct WorkersSeenTests {
  static func seen(_ workers: [(service: String, container: String?, definition: String?)]) -> WorkersSeen {
    var seen = WorkersSeen()
    let facts = workers.map { entry in
      var worker = WorkerCheckTests.worker(entry.service)
      worker.identifier = entry.container
      worker.configuration = entry.definition
      return worker
    }
    seen.add(facts, on: "vps-01")
    return seen
  }

  static let before = seen([("worker-ocr", "aa", "1"), ("worker-mail", "bb", "1")])

  @Test("workers that only stopped, as the drain does, are the same")
  func same() {
    var stopped = WorkersSeen()
    for (service, container) in [("worker-ocr", "aa"), ("worker-mail", "bb")] {
      var worker = WorkerCheckTests.worker(service, running: false)
      (worker.identifier, worker.configuration) = (container, "1")
      stopped.add([worker], on: "vps-01")
    }
    #expect(Self.before.drift(to: stopped).isEmpty)
  }

  @Test("a worker that somebody made anew is drift, and so is one of another definition")
  func anew() {
    #expect(
      Self.before.drift(to: Self.seen([("worker-ocr", "cc", "1"), ("worker-mail", "bb", "1")]))
        == ["worker-ocr on vps-01 was made anew"])
    #expect(
      Self.before.drift(to: Self.seen([("worker-ocr", "cc", "2"), ("worker-mail", "bb", "1")]))
        == ["worker-ocr on vps-01 was made anew from another definition"])
  }

  @Test("a worker that came or went is drift")
  func cameOrWent() {
    #expect(Self.before.drift(to: Self.seen([("worker-ocr", "aa", "1")])) == ["worker-mail on vps-01 is gone"])
    #expect(
      Self.before.drift(
        to: Self.seen([("worker-ocr", "aa", "1"), ("worker-mail", "bb", "1"), ("worker-new", "dd", "1")]))
        == ["worker-new on vps-01 is new"])
  }
}
