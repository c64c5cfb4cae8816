import ArgumentParser
import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("The soak, as operators see it")
struct SoakTests {
  static let grant = Grant(epoch: 3, run: "run-3")
  static let now = StatusSamples.now
  static let seconds = UInt64(now / 1000)

  /// What an agent says ten minutes into a window of thirty.
  static func reply(
    _ part: SoakPart, grant: Grant = grant, findings: [SoakCheckID] = [], end: SoakEnd? = nil, later: UInt64 = 0
  ) -> ReadSoak.Reply {
    let window = SoakWindow(
      grant: grant, part: part, from: seconds - 600, until: seconds + 1_200, thresholds: SoakThresholds())
    let found = findings.map {
      SoakFinding(check: $0, at: seconds - 60, finding: Finding(observed: "seen", required: "not", next: "do this"))
    }
    return ReadSoak.Reply(watch: SoakWatch(window: window, findings: found, end: end), now: seconds + later)
  }

  static func fleet() throws -> Fleet { try StatusSamples.soaking().fleet }

  @Test("the window, each agent's part and what remains come from the newest run's answers")
  func status() throws {
    let soak = try #require(
      SoakStatus(
        of: try Self.fleet(),
        ["vps-01": Self.reply(.follower), "vps": Self.reply(.holder, findings: [.evictions])]))
    #expect(soak.run == "run-3" && soak.open && soak.windowSeconds == 1_800 && soak.remainingSeconds == 1_200)
    #expect(soak.hosts.map(\.host) == ["vps-01", "vps"])
    #expect(soak.findings.map(\.host) == ["vps"])
    let text = SoakText(style: .plain)
    #expect(text.headline(soak).hasPrefix("soak: 20 min of 30 min to go"))
    #expect(text.headline(soak).contains("1 finding"))
    let newer = Self.reply(.workers, grant: Grant(epoch: 4, run: "run-4"))
    let next = try #require(SoakStatus(of: try Self.fleet(), ["vps-01": newer, "vps": Self.reply(.holder)]))
    #expect(next.run == "run-4" && next.hosts.map(\.host) == ["vps-01"] && next.findings.isEmpty)
    #expect(SoakStatus(of: try Self.fleet(), ["vps": ReadSoak.Reply(now: 1)]) == nil)
  }

  @Test("status has the window beside the rollback, and an alarm line for each finding while it is open")
  func alarms() throws {
    var samples = try StatusSamples.soaking()
    samples.change("vps") { $0.soak = .success(Self.reply(.holder, findings: [.memory])) }
    samples.change("vps-01") { $0.soak = .success(Self.reply(.follower)) }
    #expect(samples.alarms == ["soak_memory"])
    #expect(samples.report.alarms.first?.observed.hasPrefix("soak.memory at ") == true)
    let lines = StatusRenderer(width: 80, style: .plain).lines(samples.report, now: Self.now)
    #expect(lines.contains { $0.hasPrefix("soak: 20 min of 30 min to go") })
    #expect(lines.contains { $0.hasPrefix("rollback: lossless (lag 0 B)") })
    samples.change("vps") { $0.soak = .success(Self.reply(.holder, findings: [.memory], end: .complete)) }
    samples.change("vps-01") { $0.soak = .success(Self.reply(.follower, end: .complete)) }
    #expect(samples.alarms.isEmpty)
    #expect(samples.notices.contains("soak_memory"))
    samples.change("vps") { $0.soak = .success(Self.reply(.holder, findings: [.memory], end: .penMoved)) }
    #expect(!samples.notices.contains("soak_memory"))
  }

  @Test("an agent of an older version, or one that never watched, takes nothing from the status")
  func older() throws {
    var samples = try StatusSamples.soaking()
    samples.change("vps") { $0.soak = .failure(ProtocolError(.verbUnknown, "a verb that this build does not know")) }
    samples.change("vps-01") { $0.soak = .success(ReadSoak.Reply(now: 1)) }
    #expect(samples.report.soak == nil)
    #expect(samples.alarms.isEmpty)
  }

  @Test("waiting ends when each agent has ended its window")
  func waits() throws {
    var progress = SoakProgress(fleet: try Self.fleet(), rollbackOn: [])
    let (open, ended) = (Self.reply(.holder), Self.reply(.follower, end: .complete))
    #expect(progress.take(["vps": open, "vps-01": Self.reply(.follower)], now: Self.now) == .wait)
    #expect(progress.take(["vps": open, "vps-01": ended], now: Self.now) == .wait)
    #expect(
      progress.take(["vps": Self.reply(.holder, end: .complete), "vps-01": ended], now: Self.now) == .ended(silent: []))
  }

  @Test("an agent that does not answer is waited for until a minute after its window, and named then")
  func unreachable() throws {
    var progress = SoakProgress(fleet: try Self.fleet(), rollbackOn: [])
    let ended = Self.reply(.follower, end: .complete)
    _ = progress.take(["vps": Self.reply(.holder), "vps-01": Self.reply(.follower)], now: Self.now)
    #expect(progress.take([:], now: Self.now) == .wait)
    #expect(progress.silent == ["vps-01", "vps"])
    #expect(progress.take(["vps-01": ended], now: Self.now + 1_259_000) == .wait)
    #expect(progress.take(["vps-01": ended], now: Self.now + 1_261_000) == .ended(silent: ["vps"]))
    // What has said its end before is no riddle.
    _ = progress.take(["vps": Self.reply(.holder, end: .complete)], now: Self.now)
    #expect(progress.take(["vps-01": ended], now: Self.now) == .ended(silent: []))
  }

  @Test("where nobody watches there is nothing to wait for")
  func nobody() throws {
    var progress = SoakProgress(fleet: try Self.fleet(), rollbackOn: [])
    #expect(progress.take(["vps": ReadSoak.Reply(now: 1)], now: Self.now) == .none(silent: ["vps-01"]))
  }

  @Test("a finding is told once; one that the operator has named asks for a rollback, even when the agents have ended")
  func rollsBack() throws {
    var progress = SoakProgress(fleet: try Self.fleet(), rollbackOn: [.failures])
    let found = Self.reply(.holder, findings: [.memory])
    #expect(progress.take(["vps": found, "vps-01": Self.reply(.follower)], now: Self.now) == .wait)
    #expect(progress.news().map(\.found.check) == [.memory])
    #expect(progress.news().isEmpty)
    let failing = Self.reply(.holder, findings: [.memory, .failures], end: .complete)
    guard case .rollBack(let because) = progress.take(["vps": failing], now: Self.now) else {
      Issue.record("no rollback")
      return
    }
    #expect(because.check == .failures)
    #expect(progress.news().map(\.found.check) == [.failures])
  }

  @Test("a window that was ended by a move of the pen is no soak that went well")
  func early() throws {
    var progress = SoakProgress(fleet: try Self.fleet(), rollbackOn: [])
    let moved = ["vps": Self.reply(.holder, end: .penMoved), "vps-01": Self.reply(.follower, end: .penMoved)]
    #expect(
      progress.take(moved.reduce(into: [:]) { $0[HostID(rawValue: $1.key)] = $1.value }, now: Self.now)
        == .endedEarly(.penMoved))
  }

  @Test("a newer run's window is not waited for in place of the one that was")
  func superseded() throws {
    var progress = SoakProgress(fleet: try Self.fleet(), rollbackOn: [])
    #expect(progress.take(["vps": Self.reply(.holder)], now: Self.now) == .wait)
    let newer = Self.reply(.workers, grant: Grant(epoch: 4, run: "run-4"))
    #expect(progress.take(["vps": newer], now: Self.now) == .endedEarly(.penMoved))
  }

  @Test("nothing is rolled back by itself unless it is known to lose nothing")
  func refusals() {
    #expect(SoakRollback.refusal(RollbackStatus(possibility: .lossless, lagBytes: 0)) == nil)
    for possibility in [RollbackStatus.Possibility.notNeeded, .behind, .lossy, .unknown] {
      #expect(SoakRollback.refusal(RollbackStatus(possibility: possibility)) != nil)
    }
    #expect(SoakRollback.refusal(nil) != nil)
  }

  @Test("a short window is looked at more often")
  func interval() {
    #expect(SoakInterval.seconds(ofWindow: 1_800) == 10)
    #expect(SoakInterval.seconds(ofWindow: 20) == 2)
    #expect(SoakInterval.seconds(ofWindow: 3) == 1)
  }

  @Test("--rollback-on belongs to --wait, and takes what is watched only")
  func options() throws {
    let wanted = try #require(
      try CoordinatorCommand.parseAsRoot([
        "soak", "--wait", "--rollback-on", "soak.link", "--rollback-on", "soak.memory",
      ]) as? SoakCommand)
    #expect(wanted.soak.ids == [.link, .memory])
    let cutover = try #require(try CoordinatorCommand.parseAsRoot(["cutover", "--wait"]) as? CutoverCommand)
    #expect(cutover.soak.wait && cutover.soak.ids.isEmpty)
    for arguments in [["soak", "--rollback-on", "soak.link"], ["soak", "--wait", "--rollback-on", "redis.evicted"]] {
      let error = #expect(throws: (any Error).self) { try CoordinatorCommand.parseAsRoot(arguments) }
      #expect(error.map { CoordinatorCommand.exitCode(for: $0) } == .validationFailure)
    }
  }

  @Test("JSON lines say what was found, and at the end everything")
  func json() throws {
    let found = try #require(Self.reply(.holder, findings: [.evictions]).watch?.findings.first)
    let line = try Console.json(SoakEventLine.found(host: "vps", found))
    #expect(line.contains(#""event":"soakFinding""#) && line.contains(#""check":"soak.evictions""#))
    let soak = try #require(SoakStatus(of: try Self.fleet(), ["vps": Self.reply(.holder)]))
    #expect(try Console.json(SoakEventLine.ended(soak)).contains(#""event":"soakEnded""#))
  }
}
