import Cutover
import Foundation
import Protocol

/// A plan as an operator reads it: what changes where, what is only looked at, and what the way back would be.
struct PlanText: Sendable {
  let reading: PlanReading
  let subject: RunSubject
  let checks: CheckSummary
  let estimates: PlanEstimates
  let style: Style

  private var leader: RedisFacts { reading.leader.facts }
  private var follower: RedisFacts { reading.follower.facts }

  /// The whole plan.
  var text: String {
    let facts = reading.facts
    var lines = [
      "\(style.bold("plan \(facts.hash)")): \(reading.direction.rawValue) of fleet \(subject.fleet.name)", "",
      "findings: \(checks.words)",
    ]
    for result in checks.results where result.verdict == .fail || result.verdict == .warn {
      let tone: Style.Tone = result.verdict == .fail ? .bad : .warning
      lines.append("  \(style.paint(result.id.rawValue, tone)) \(result.subject): \(result.observed)")
    }
    lines.append("")
    for (phase, entries) in phases {
      let name = phase.rawValue + TextWidth.blanks(11 - TextWidth.columns(of: phase.rawValue))
      for (index, entry) in entries.enumerated() {
        lines.append((index == 0 ? "  \(style.bold(name))" : "  \(TextWidth.blanks(11))") + entry)
      }
    }
    lines += ["", "estimates:"]
    for (name, words) in estimates.lines {
      lines.append("  \(style.bold(name))\(TextWidth.blanks(13 - TextWidth.columns(of: name)))\(words)")
    }
    lines += ["", "going back: \(wayBack)", "", next(facts.hash)]
    return lines.joined(separator: "\n")
  }

  private func next(_ hash: String) -> String {
    guard checks.blocking.isEmpty else {
      return "next: mend what fails (coordinator check says how), then coordinator plan again"
    }
    let command = reading.direction == .cutover ? "cutover" : "rollback"
    return reading.direction == .cutover
      ? "next: coordinator rehearse, which measures the copy; then coordinator cutover --plan \(hash)"
      : "next: coordinator \(command) --plan \(hash)"
  }

  private var phases: [(Phase, [String])] {
    let names = subject.participants.map(\.rawValue).joined(separator: ", ")
    let workers = reading.workers.reduce(0) { $0 + $1.workers.count }
    let size = "\(ByteCount.text(UInt64(leader.usedMemory ?? 0))), \(leader.keys ?? 0) keys"
    let budget = DurationText.text(subject.fleet.policy.writePause)
    return [
      (.lease, ["\(names) grant this run the lease; nobody else may begin one"]),
      (.preflight, ["\(checks.results.count) checks, again; these facts must be the same"]),
      (.provision, provision), (.attach, attach),
      (
        .sync,
        reading.direction == .cutover
          ? [
            "copies \(size), while work goes on",
            "keeps a backup of the copy in /var/lib/cutover/backups on \(subject.target)",
          ]
          : ["waits for the last byte"]
      ),
      (.gate, ["\(names) vote on stopping the workers"]),
      (
        .drain,
        [
          "\(mark("stops")) \(workers) workers, at most \(DurationText.text(subject.fleet.policy.drain)) for a job each",
          "work rests from here to start",
        ]
      ),
      (.vote, ["\(names) vote on moving the pen"]),
      (
        .cut,
        [
          "\(mark("fences")) \(leader.container), proves both equal, \(mark("promotes")) \(follower.container)",
          "clients wait at most \(budget), or it is undone",
        ]
      ),
      (.flip, flip), (.start, ["\(mark("starts")) the same \(workers) workers, made anew with that URL"]),
      (.app, [app]),
      (.verify, ["jobs are done on \(follower.container), or its clients are there"]),
      (
        .soak,
        [
          "the agents watch for \(DurationText.text(subject.fleet.policy.soak)) by themselves; the lease is given back",
          "\(leader.container) follows, so that the way back loses nothing",
        ]
      ),
    ]
  }

  private var app: String {
    guard let app = subject.app else { return RunSubject.appIsNotMoved(subject.fleet.app) }
    return app.words(
      newRedis: reading.direction == .cutover ? subject.targetAddress : "the Redis that it had before")
  }

  private func mark(_ verb: String) -> String { style.paint(verb, .accent) }

  private var provision: [String] {
    guard reading.direction == .cutover else { return ["nothing: \(follower.container) is there"] }
    let target = subject.redis.target
    let image = target.image ?? ServerPair.image(for: leader.version ?? "?")
    guard follower.state == "absent" else {
      return ["\(target.container) is there (\(follower.state)); it is looked at, and made a replica"]
    }
    return [
      "\(mark("makes")) \(target.container) from \(image) in \(target.directory) on \(target.host),",
      "published on \(target.publish) alone, maxmemory \(ByteCount.text(target.maxmemory.bytes)), with a password",
    ]
  }

  private var attach: [String] {
    guard reading.direction == .cutover else { return ["\(mark("stages")) the env files as they were before the move"] }
    let policy =
      leader.evictionPolicy == "noeviction"
      ? "" : "maxmemory-policy \(leader.evictionPolicy ?? "?") → noeviction, with room enough; "
    return [
      "\(mark("sets")) on \(leader.container): \(policy)replication buffers",
      "recorded, and put back by an undo or a rollback",
      "\(follower.container) follows through the agents; no port is opened and no password set on \(leader.container)",
    ]
  }

  private var flip: [String] {
    reading.workers.flatMap { entry -> [String] in
      let name = subject.workers(on: entry.host).first?.variable ?? "REDIS_URL"
      let after =
        reading.direction == .cutover ? "redis://<redacted>@\(subject.targetAddress)" : "as before the move"
      return [
        "\(mark("changes")) one line of \(entry.variable.file) on \(entry.host), the rest to the byte as it is:",
        "  \(style.paint("- \(entry.variable.line): \(name)=\(entry.variable.redactedValue)", .bad))",
        "  \(style.paint("+ \(entry.variable.line): \(name)=\(after)", .good))",
      ]
    }
  }

  private var wayBack: String {
    guard reading.direction == .cutover else { return "coordinator cutover" }
    let pair = ServerPair(source: leader, target: follower)
    return "coordinator rollback, the same with the sides swapped; "
      + (follower.runID == nil ? "lossless while \(leader.container) follows" : pair.wayBack)
  }
}
