/// The copy of a run's journal at an agent, and what operators want of the run.
import Cutover
import Protocol
import Testing

@testable import Agent

@Suite("the kept run")
struct KeptRunTests {
  static let grant = Grant(epoch: 1, run: "run-1")
  static let resumed = Grant(epoch: 2, run: "run-1")

  static func entries(_ phases: Phase...) -> [RunEntry] {
    phases.map { RunEntry(milliseconds: 1, record: .phaseBegun($0)) }
  }

  /// Keeps lines and takes their record in, as the agent does.
  static func keep(_ kept: inout KeptRun, _ entries: [RunEntry], from: Int, _ grant: Grant) throws {
    if let record = try kept.record(entries, from: from, grant: grant) { kept.apply(record) }
  }

  @Test("lines are kept in order; those that come twice are kept once")
  func order() throws {
    var kept = KeptRun()
    try Self.keep(&kept, Self.entries(.lease, .preflight), from: 0, Self.grant)
    try Self.keep(&kept, Self.entries(.preflight, .provision), from: 1, Self.grant)
    #expect(kept.copy == RunCopy(grant: Self.grant, entries: Self.entries(.lease, .preflight, .provision)))
    #expect(try kept.record(Self.entries(.lease), from: 0, grant: Self.grant) == nil)
  }

  @Test("lines with a gap before them are not kept: the count says from where to send")
  func gap() throws {
    var kept = KeptRun()
    try Self.keep(&kept, Self.entries(.lease), from: 0, Self.grant)
    #expect(try kept.record(Self.entries(.gate), from: 5, grant: Self.grant) == nil)
    #expect(kept.count(of: Self.grant) == 1)
  }

  @Test("a new leader's lines replace the copy only from its beginning")
  func newLeader() throws {
    var kept = KeptRun()
    try Self.keep(&kept, Self.entries(.lease, .preflight), from: 0, Self.grant)
    #expect(kept.count(of: Self.resumed) == 0)
    #expect(try kept.record(Self.entries(.gate), from: 2, grant: Self.resumed) == nil)
    try Self.keep(&kept, Self.entries(.lease, .gate), from: 0, Self.resumed)
    #expect(kept.copy == RunCopy(grant: Self.resumed, entries: Self.entries(.lease, .gate)))
  }

  @Test("a copy without end is refused: it must fit into an answer")
  func bounded() throws {
    let kept = KeptRun()
    let line = RunEntry(milliseconds: 1, record: .phaseBegun(.lease))
    let error = #expect(throws: ProtocolError.self) {
      _ = try kept.record(
        Array(repeating: line, count: KeptRun.maximumEntries + 1), from: 0, grant: Self.grant)
    }
    #expect(error?.code == .refused)
    let long = RunEntry(milliseconds: 1, holder: String(repeating: "x", count: KeptRun.maximumBytes), record: .copied)
    #expect(throws: ProtocolError.self) { _ = try kept.record([long], from: 0, grant: Self.grant) }
  }

  @Test("a wish is of one lease: who resumes the run wants it to go on")
  func wishes() {
    var kept = KeptRun()
    kept.apply(.runWished(Self.grant, .abort, holder: "bob@other"))
    kept.apply(.runWished(Self.grant, .proceed, holder: "bob@other"))
    #expect(kept.wishes(of: Self.grant) == [.abort: "bob@other", .proceed: "bob@other"])
    #expect(kept.wishes(of: Self.resumed).isEmpty)
  }
}
