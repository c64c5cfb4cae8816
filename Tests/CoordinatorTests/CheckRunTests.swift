import Cutover
import Foundation
import Protocol
import Synchronization
import Testing

@testable import Coordinator

/// What is asked for which checks, and what is said at the end.
@Suite("A look, narrowed down")
struct CheckRunTests {
  @Test("names and groups stand for their checks; no names for all")
  func names() {
    #expect(CheckNames.ids([]) == nil)
    #expect(CheckNames.ids(["redis.clients", "portability"]) == [.clients, .mounts, .moduleErrors, .started])
    #expect(CheckNames.ids(CheckGroup.allCases.map(\.rawValue)) == Set(CheckID.allCases))
  }

  @Test("every check rests on some question, but the password's, which is on this laptop")
  func questions() {
    let single: Set<CheckID> = [.clients, .path, .dangling, .jobs, .image, .publish, .password]
    let shared = [
      CheckRun.hostChecks, CheckRun.leaderChecks, CheckRun.followerChecks, CheckRun.appChecks, CheckRun.variableChecks,
      CheckRun.workerChecks, CheckRun.logChecks,
    ]
    // Those of finalize are asked by it alone.
    #expect(shared.reduce(single) { $0.union($1) } == Set(CheckID.allCases.filter { $0.group != .finalize }))
  }

  @Test("the summary line counts by verdict, and names what blocks and what was accepted")
  func summaryLine() throws {
    func result(_ id: CheckID, _ verdict: CheckVerdict) -> CheckResult {
      CheckResult(id, "x", verdict, observed: "a", required: "b", remedy: "c")
    }
    let summary = CheckSummary(
      results: [
        result(.docker, .pass), result(.evicted, .warn), result(.clients, .fail), result(.role, .fail),
        result(.path, .skipped),
      ], accepted: [.clients])
    let text = try Console.json(CheckSummaryLine(summary, .rollback, took: .milliseconds(740)))
    #expect(
      text == #"{"accepted":["redis.clients"],"blocking":["redis.role"],"checks":5,"direction":"rollback","#
        + #""event":"summary","fail":2,"milliseconds":740,"pass":1,"skipped":1,"warn":1}"#)
  }
}

/// What a run says at its end of the checks before it.
@Suite("A run's last words about its checks")
struct RunChecksTests {
  static let finding = Finding(
    observed: "redis.role fiskai-redis on vps-01: role slave; required: master", required: "every check to hold",
    next: "mend these")
  static let accepted = CheckResult(
    .clients, "fiskai-redis on vps-01", .fail, observed: "nobody's: 100.64.0.9", required: "an owner", remedy: "end it")

  static func summary(said: [Finding: Phase] = [:], outcome: Outcome = .failed(finding)) -> RunSummary {
    RunSummary(
      run: "run-7", direction: .cutover, outcome: outcome, measurements: RunMeasurements(), seconds: 1,
      accepted: [accepted], said: said)
  }

  @Test("a reason that the screen has shown is not told again, but the JSON has it")
  func once() {
    let text = Self.summary(said: [Self.finding: .preflight]).text(.plain)
    #expect(text.contains("because      preflight failed, as said above"))
    #expect(!text.contains("role slave"))
    #expect(Self.summary().text(.plain).contains("role slave"))
    #expect(Self.summary(said: [Self.finding: .preflight]).json.contains("role slave"))
  }

  @Test("the whole of a failed preflight on a screen has each reason once")
  func screen() {
    let box = ShownText()
    let watcher = TerminalRunWatcher(Terminal(isTTY: false, columns: nil, environment: [:])) { box.add($0) }
    watcher.reported(.phaseBegan(.preflight))
    watcher.reported(.stepFailed(.preflight, .preflight(["vps-01", "vps"]), Self.finding))
    watcher.reported(.undoing(Self.finding))
    let shown = box.text + Self.summary(said: watcher.said).text(.plain)
    #expect(shown.components(separatedBy: "role slave").count == 2, "\(shown)")
    #expect(shown.contains("taking back, because preflight failed"))
  }

  @Test("accepted failures are told by name in the text and in the JSON")
  func acceptedFailures() throws {
    let summary = Self.summary(outcome: .succeeded)
    #expect(summary.text(.plain).contains("accepted     redis.clients fiskai-redis on vps-01: nobody's: 100.64.0.9"))
    struct Line: Decodable { let accepted: [CheckResult] }
    let line = try JSONDecoder().decode(Line.self, from: Data(summary.json.utf8))
    #expect(line.accepted == [Self.accepted])
  }

  @Test("what a run accepted is in its journal, and a journal without it still reads")
  func history() throws {
    let plan = RunPlan(
      run: "run-7", epoch: 1, direction: .cutover, fleet: ["vps-01", "vps"], leader: "vps-01", follower: "vps",
      workerHosts: ["vps-01"])
    let step = Step.preflight(["vps-01", "vps"])
    func account(_ accepted: [CheckResult]?) throws -> RunAccount {
      let result = StepResult(observed: "41 checks", accepted: accepted)
      let records: [RunRecord] = [.begun(plan), .stepFinished(step, result)]
      return try #require(RunAccount(records.map { RunEntry(milliseconds: 1, holder: "a@b", record: $0) }))
    }
    #expect(try account([Self.accepted]).accepted == [Self.accepted])
    #expect(try account(nil).accepted == nil)
    let old = #"{"observed":"x","required":"y","detail":{"none":{}}}"#
    #expect(try JSONDecoder().decode(StepResult.self, from: Data(old.utf8)).accepted == nil)
  }
}

/// Collects what is written.
final class ShownText: Sendable {
  private let pieces = Mutex("")
  var text: String { pieces.withLock { $0 } }
  func add(_ piece: String) { pieces.withLock { $0 += piece } }
}
