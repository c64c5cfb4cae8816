import ArgumentParser
import Cutover
import NIOCore
import Protocol
import Testing

@testable import Coordinator

@Suite("coordinator verify")
struct FleetProofTests {
  static let depth = QueueDepth(name: "scheduled", waiting: 2, completed: 10, failed: 1)

  static func plan(_ run: RunID, to follower: HostID = "vps") -> RunPlan {
    RunPlan(
      run: run, epoch: 3, direction: follower == "vps" ? .cutover : .rollback, fleet: ["vps-01", "vps"],
      leader: follower == "vps" ? "vps-01" : "vps", follower: follower, workerHosts: ["vps-01"])
  }

  static func journal(
    _ run: RunID, at milliseconds: Int, to follower: HostID = "vps", baseline: CutBaseline? = nil
  ) -> [RunEntry] {
    let plan = plan(run, to: follower)
    let details = CutDetails(position: nil, depths: [depth], warnings: [])
    return [
      RunEntry(milliseconds: milliseconds - 9, record: .begun(plan)),
      RunEntry(milliseconds: milliseconds - 5, record: .stepBegun(.cut(plan.attempt, holder: plan.leader))),
      RunEntry(
        milliseconds: milliseconds,
        record: .stepFinished(
          .cut(plan.attempt, holder: plan.leader), StepResult(detail: .cut(.passed(details)), baseline: baseline))),
      RunEntry(milliseconds: milliseconds + 1, record: .cutDecided(plan.attempt, moved: true)),
    ]
  }

  @Test("the newest cut that brought the pen here is what is compared with, whoever keeps its journal")
  func record() throws {
    let baseline = CutBaseline(counters: [QueueCounter(queue: "scheduled", added: 12)], refusedWrites: 3)
    let journals = [
      Self.journal("run-1", at: 1_000), Self.journal("run-2", at: 2_000, to: "vps-01"),
      Self.journal("run-3", at: 3_000, baseline: baseline),
      // A later run that did not come to its cut.
      [RunEntry(milliseconds: 4_000, record: .begun(Self.plan("run-4")))],
    ]
    let found = try #require(CutRecord(in: journals, to: "vps"))
    #expect(found.run == "run-3" && found.milliseconds == 3_000)
    #expect(found.depths == [Self.depth])
    #expect(found.baseline?.added == ["scheduled": 12])
    #expect(CutRecord(in: journals, to: "vps-01")?.run == "run-2")
    #expect(CutRecord(in: [], to: "vps") == nil)
  }

  @Test("a cut that the agents ended by themselves, or a lost holder, is on record without its counts")
  func ended() throws {
    let plan = Self.plan("run-5")
    let entries = [
      RunEntry(milliseconds: 1, record: .begun(plan)),
      RunEntry(milliseconds: 7, record: .cutDecided(plan.attempt, moved: true)),
    ]
    let found = try #require(CutRecord(in: [entries], to: "vps"))
    #expect(found.milliseconds == 7 && found.depths.isEmpty && found.baseline == nil)
  }

  @Test("a record of an older version, without counts, still reads")
  func older() throws {
    let text = #"{"observed":"a","required":"b","detail":{"none":{}}}"#
    let result = try MessageCoder().decode(StepResult.self, from: .init(string: text))
    #expect(result.baseline == nil)
  }

  @Test("jobs flow when some are done, or at work, or when there is nothing to do and somebody is there")
  func flow() {
    var now = Self.depth
    #expect(!FlowProof(before: [Self.depth], isCut: true, now: [now], clients: 4).holds)
    now.completed += 1
    let done = FlowProof(before: [Self.depth], isCut: true, now: [now], clients: 0)
    #expect(done.holds && done.words == "1 job done since the cut, 0 at work, 2 pending")
    let idle = QueueDepth(name: "scheduled", completed: 10)
    #expect(FlowProof(before: [idle], isCut: true, now: [idle], clients: 2).holds)
    #expect(FlowProof(before: [idle], isCut: true, now: [idle], clients: 2).words == "nothing to do; 2 connections")
    #expect(!FlowProof(before: [idle], isCut: true, now: [idle], clients: 0).holds)
  }

  static func proof(
    producers: [ProducerResult] = [], stragglers: [Straggler]? = [], refused: RefusedWrites? = nil
  ) -> FleetProof {
    let idle = QueueDepth(name: "scheduled")
    return FleetProof(
      holder: "vps", container: "fiskai-redis-vps", run: "run-3", movedAt: 3_000,
      flow: FlowProof(before: [idle], isCut: true, now: [idle], clients: 2), producers: producers,
      stragglers: stragglers, refused: refused, silence: stragglers == nil ? "the agent of vps-01: no answer" : nil)
  }

  @Test("all is proven when jobs flow, every producer was seen and nobody is left behind")
  func holds() {
    let seen = ProducerJudgeTests.http.later(before: 1, now: 2, age: nil)
    let unseen = ProducerJudgeTests.http.later(before: 2, now: 2, age: nil)
    let app = Straggler(.init(address: "172.18.0.9", container: "fiskai-app", connections: 3, names: []))
    #expect(Self.proof(producers: [seen]).holds)
    #expect(!Self.proof(producers: [seen, unseen]).holds)
    #expect(!Self.proof(stragglers: [app]).holds)
    #expect(!Self.proof(stragglers: nil).holds)
    // Those may all be the App's, of between the cut and its own move.
    #expect(Self.proof(refused: RefusedWrites(total: 5, atCut: 3)).holds)
  }

  @Test("people read what is missing, who is left behind and what to do")
  func text() {
    let unseen = ProducerJudgeTests.manual.later(before: 2, now: 2, age: nil)
    let app = Straggler(
      .init(address: "172.18.0.9", container: "fiskai-app", connections: 3, names: [], process: "node (pid 4711)"))
    let proof = Self.proof(producers: [unseen], stragglers: [app], refused: RefusedWrites(total: 5, atCut: 3))
    #expect(
      FleetProofText(style: .plain).lines(proof) == [
        "fiskai-redis-vps on vps holds the pen since run run-3",
        "✓ jobs: nothing to do; 2 connections",
        "✗ producer: backup export (queue backup): no job added since the cut; by hand: trigger a backup in the UI",
        "    next: do that; then again",
        "✗ the other side: fiskai-app (172.18.0.9, node (pid 4711), 3 connections) still talks to it",
        "    next: change the REDIS_URL of these and make them anew; their writes are refused there",
        "  the other side: 2 writes refused since the cut",
        "not all is proven: see above, then again",
      ])
    #expect(FleetProofText(style: .plain).lines(Self.proof()).last == "all is proven")
  }

  @Test("the command's options")
  func options() throws {
    let command = try #require(
      try CoordinatorCommand.parseAsRoot(["verify", "--send", "--wait", "600"]) as? VerifyCommand)
    #expect(command.send && command.wait == 600)
    let error = #expect(throws: (any Error).self) { try CoordinatorCommand.parseAsRoot(["verify", "--wait", "-1"]) }
    #expect(error.map { CoordinatorCommand.exitCode(for: $0) } == .validationFailure)
  }
}
