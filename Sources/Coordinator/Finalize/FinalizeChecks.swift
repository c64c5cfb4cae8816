import Cutover
import Foundation
import Protocol

/// Judges whether the old Redis may go. Pure.
struct FinalizeChecks: Sendable {
  let redis: FleetRedis
  let facts: FinalizeFacts
  /// Whether the operator does not want to wait for a day to pass.
  let now: Bool

  /// How old a cutover must be, in milliseconds: a day, in which everything that a team does once a day was done.
  static let age = 24 * 3600 * 1000
  /// How far the old Redis may be behind for its data to count as the new one's, in bytes.
  static let lagLimit = 1 << 20

  private var old: HostID { HostID(rawValue: redis.source.host) }
  private var new: HostID { HostID(rawValue: redis.target.host) }
  private var container: String { redis.source.container }
  private var subject: String { "\(container) on \(old)" }

  /// How far an earlier finalize came.
  var standing: FinalizePlan.Standing {
    guard let retired = facts.retired(container, on: old) else { return .whole }
    return retired.isRemoved ? .retired : .begun
  }

  /// All of them; what an earlier finalize has done is not asked again.
  var results: [CheckResult] {
    var results = [agents, pen, run]
    switch standing {
    case .whole: results += [age, link, clients, compose, room, memory]
    case .begun, .retired: results += [returned].compactMap(\.self)
    }
    return results
  }

  private var agents: CheckResult {
    let silent = facts.pens.compactMap { host, answer -> String? in
      if case .failure(let error) = answer { "\(host): \(error.message)" } else { nil }
    }.sorted()
    return CheckResult(
      .finalizeAgents, "fleet", holds: silent.isEmpty,
      observed: silent.isEmpty ? "\(facts.pens.count) of \(facts.pens.count) answer" : silent.joined(separator: "; "),
      required: "an answer from every agent", remedy: "coordinator status; coordinator bootstrap for one that is gone")
  }

  private var pen: CheckResult {
    let records = facts.records.facts
    let holds = if case .hold? = records[new]?.pen, case .not? = records[old]?.pen { true } else { false }
    return CheckResult(
      .finalizePen, "\(redis.target.container) on \(new)", holds: holds, observed: facts.records.penWords,
      required: "HOLD at \(new), NOT at \(old)",
      remedy: "coordinator status; the Redis that holds the pen is never removed: coordinator cutover moves it")
  }

  private var run: CheckResult {
    let required = "no run that is open, and nobody who leads one"
    if let live = facts.records.live {
      return CheckResult(
        .finalizeRun, "fleet", .fail, observed: live.words, required: required,
        remedy: "wait for its end (coordinator status)")
    }
    guard let highest = facts.records.highest, !FinalizeArchive.isFinalize(highest.run) else {
      return CheckResult(.finalizeRun, "fleet", .pass, observed: "no run is open", required: required)
    }
    guard let newest = facts.runs.first(where: { $0.plan.run == highest.run }) else {
      return CheckResult(
        .finalizeRun, "fleet", .fail, observed: "nobody here knows how run \(highest.run) ended", required: required,
        remedy: "run it on the laptop that led \(highest.run); or coordinator resume there")
    }
    switch newest.outcome {
    case nil:
      return CheckResult(
        .finalizeRun, "fleet", .fail, observed: "run \(highest.run) is open, in phase \(newest.phase.rawValue)",
        required: required, remedy: "coordinator resume, or coordinator abort")
    case .undetermined(let hosts, _):
      return CheckResult(
        .finalizeRun, "fleet", .fail,
        observed:
          "run \(highest.run) is undetermined until \(hosts.map(\.rawValue).joined(separator: ", ")) is reached",
        required: required, remedy: "coordinator resume")
    case .succeeded, .failed, .rolledBack, .incomplete:
      return CheckResult(
        .finalizeRun, "fleet", .pass, observed: "the newest run, \(highest.run), has ended", required: required)
    }
  }

  private var age: CheckResult {
    let required = "24 h since the cutover's end, or --now"
    let cutovers = facts.runs.filter { run in
      switch run.outcome {
      case .succeeded, .incomplete: run.plan.direction == .cutover && !run.plan.rehearsal
      case .failed, .rolledBack, .undetermined, nil: false
      }
    }
    guard let last = cutovers.max(by: { $0.plan.epoch < $1.plan.epoch }) else {
      return CheckResult(
        .finalizeAge, "fleet", holds: now, observed: "nobody here knows when the cutover ended", required: required,
        remedy: "coordinator finalize --now, if it is a day old")
    }
    let passed = max(0, facts.now - last.milliseconds)
    let words = DurationText.text(.milliseconds(passed))
    return CheckResult(
      .finalizeAge, "fleet", holds: now || passed >= Self.age,
      observed: "cutover \(last.plan.run) ended \(words) ago\(now && passed < Self.age ? ", and --now was given" : "")",
      required: required, remedy: "wait until the fleet has done a day's work, or coordinator finalize --now")
  }

  private var link: CheckResult {
    let most = ByteCount.text(UInt64(Self.lagLimit))
    let required = "it follows \(redis.target.container) and is less than \(most) behind"
    let remedy = "coordinator status; a backup of a Redis that does not follow lacks what was written since"
    func fails(_ observed: String) -> CheckResult {
      CheckResult(.finalizeLink, subject, .fail, observed: observed, required: required, remedy: remedy)
    }
    guard case .success(let following)? = facts.old, case .success(let leading)? = facts.new else {
      return fails("one of the two does not answer")
    }
    if let lost = following.lostLink {
      return fails("it lacks writes since \(UTCText.text(lost.since)): \(lost.reason)")
    }
    guard following.linkUp == true, following.synchronizing != true,
      following.replicationID == leading.replicationID, let offset = following.offset, let ahead = leading.offset
    else {
      return fails(following.problem ?? "its link is not up (its container is \(following.state))")
    }
    let lag = max(0, ahead - offset)
    return CheckResult(
      .finalizeLink, subject, holds: lag < Self.lagLimit, observed: "link up, \(lag) B behind", required: required,
      remedy: remedy)
  }

  private var clients: CheckResult {
    let required = "nobody but the agents"
    guard case .success(let clients)? = facts.clients else {
      return CheckResult(
        .finalizeClients, subject, .fail, observed: "its clients cannot be read", required: required,
        remedy: "coordinator status; docker start \(container), if it has stopped")
    }
    let names = Self.strangers(clients, container: container)
    return CheckResult(
      .finalizeClients, subject, holds: names.isEmpty,
      observed: names.isEmpty ? "no clients" : names.joined(separator: ", "), required: required,
      remedy: "give them the new Redis's URL, or stop them; a health check inside its own container does not count")
  }

  /// Who talks to the old Redis beside itself, in words.
  static func strangers(_ clients: [ClientFacts], container: String) -> [String] {
    clients.filter { $0.container != container }.map { client in
      let who = client.container ?? client.address
      let names = client.names.isEmpty ? "" : " (\(client.names.joined(separator: ", ")))"
      return "\(who)\(names), \(client.connections) connection\(client.connections == 1 ? "" : "s")"
    }.sorted()
  }

  private var compose: CheckResult {
    let required = "no compose file that defines \(container): `up` would bring it back, empty or outdated"
    guard case .success(let found)? = facts.retirement else {
      return CheckResult(
        .finalizeCompose, subject, .fail, observed: "the compose files cannot be asked for", required: required,
        remedy: "coordinator status; then again")
    }
    let definitions = found.definitions.map { "service \($0.service) in \($0.file)\($0.lineWords)" }
    let unread = found.unread.map { "not read: \($0)" }
    let all = definitions + unread
    return CheckResult(
      .finalizeCompose, subject, holds: all.isEmpty,
      observed: all.isEmpty ? "none defines it" : all.joined(separator: "; "), required: required,
      remedy:
        "take the service out and commit that, or go on and do it afterwards: if it ever comes back, it is fenced")
  }

  private var room: CheckResult {
    let needed = (try? facts.old?.get().usedMemory).flatMap(\.self) ?? 0
    let free = (try? facts.retirement?.get().backupRoom) ?? 0
    // As the agent demands it.
    let least = needed + 64 << 20
    return CheckResult(
      .finalizeRoom, "\(old)", holds: free >= least, observed: "\(ByteCount.text(UInt64(max(0, free)))) free",
      required: "\(ByteCount.text(UInt64(max(0, least)))), for the backup",
      remedy: "make room in /var/lib/cutover on \(old); older backups lie in /var/lib/cutover/backups")
  }

  /// The proof holds the data in memory once more, for as long as it takes to count it.
  private var memory: CheckResult {
    let least = ((try? facts.old?.get().usedMemory).flatMap(\.self) ?? 0) * 3 / 2 + 256 << 20
    let available = (try? facts.host?.get().memoryAvailable) ?? 0
    return CheckResult(
      .finalizeRoom, "\(old)", holds: available >= least,
      observed: "\(ByteCount.text(UInt64(max(0, available)))) of memory available",
      required: "\(ByteCount.text(UInt64(max(0, least)))), for the Redis that proves the backup",
      remedy: "on \(old): free -h; stop something for as long as finalize runs")
  }

  /// A container of that name although its Redis was retired.
  private var returned: CheckResult? {
    guard standing == .retired, case .success(let found)? = facts.retirement, found.exists else { return nil }
    return CheckResult(
      .finalizeCompose, subject, .fail, observed: "a container of that name is there again",
      required: "none: its Redis was retired",
      remedy: "docker rm -f \(container) on \(old); then take it out of the file")
  }
}

extension ComposeDefinition {
  /// ` (lines 3-12)`.
  var lineWords: String {
    guard let firstLine, let lastLine else { return "" }
    return " (lines \(firstLine)-\(lastLine))"
  }
}
