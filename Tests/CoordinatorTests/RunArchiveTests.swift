import Cutover
import Foundation
import Journal
import Protocol
import Testing

@testable import Coordinator

@Suite("The runs that a laptop has led")
struct RunArchiveTests {
  let archive = RunArchive(
    stateDirectory: FileManager.default.temporaryDirectory.appendingPathComponent("runs-\(UUID().uuidString)").path)

  static let plan = RunPlan(
    run: "20260301T040713-4711", epoch: 3, direction: .cutover, fleet: ["vps-01", "vps"], leader: "vps-01",
    follower: "vps", workerHosts: ["vps-01"])
  static let story: [RunEntry] = [
    RunEntry(milliseconds: 1_772_338_033_000, holder: "alice@laptop", record: .begun(plan)),
    RunEntry(milliseconds: 1_772_338_034_000, record: .phaseBegun(.drain)),
    RunEntry(milliseconds: 1_772_338_035_000, holder: "bob@other", record: .resumed(4)),
    RunEntry(
      milliseconds: 1_772_338_036_500,
      record: .ended(.rolledBack(Finding(observed: "a", required: "b"), notPutBack: []))),
  ]

  @Test("newest first, and none where nothing was run")
  func order() throws {
    #expect(archive.runs.isEmpty)
    for run in ["20260301T040713-4711", "20260302T040713-1000"] {
      try archive.open(RunID(rawValue: run)).append([Self.story[0]])
    }
    #expect(archive.runs.map(\.rawValue) == ["20260302T040713-1000", "20260301T040713-4711"])
    #expect(try archive.entries(of: "20260301T040713-4711") == [Self.story[0]])
    #expect(try archive.entries(of: "20250101T000000-1000") == nil)
  }

  @Test("a journal is read while its run is under way, and cannot be led a second time")
  func underWay() throws {
    let journal = try archive.open(Self.plan.run)
    try journal.append(Self.story)
    #expect(try archive.entries(of: Self.plan.run) == Self.story)
    let error = #expect(throws: OperatorError.self) { _ = try archive.open(Self.plan.run) }
    #expect(error?.message.contains("in use by another process") == true)
    withExtendedLifetime(journal) {}
  }

  @Test("a copy becomes a journal, and what had its name is kept beside it")
  func copy() throws {
    try archive.open(Self.plan.run).append([Self.story[0]])
    let journal = try archive.open(Self.plan.run, copying: Self.story)
    #expect(try archive.entries(of: Self.plan.run) == Self.story)
    let files = try FileManager.default.contentsOfDirectory(atPath: archive.directory)
    #expect(files.contains { $0.hasPrefix("\(Self.plan.run.rawValue).journal.before-") })
    withExtendedLifetime(journal) {}
  }

  @Test("the account says who led the run, how it ended, and how far it is where it has no end")
  func account() throws {
    let account = try #require(RunAccount(Self.story))
    #expect(account.operators == ["alice@laptop", "bob@other"])
    #expect(account.outcome == "taken back")
    #expect(account.exitCode == 3)
    #expect(account.seconds == 3.5)
    #expect(account.began == "2026-03-01T04:07:13Z")
    #expect(account.story?.map(\.event) == ["begun", "phase", "resumed", "ended"])
    let open = try #require(RunAccount(Array(Self.story.dropLast())))
    #expect(open.outcome == "open")
    #expect(open.phase == .drain)
    #expect(RunAccount([]) == nil)
  }
}
