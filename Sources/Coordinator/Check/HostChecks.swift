import Cutover
import Protocol

/// Judges the hosts.
struct HostChecks: Sendable {
  /// What is copied, in bytes: the leading Redis's memory in use.
  let dataBytes: Int?
  /// The new Redis's host; none for a rollback, which makes none.
  let target: HostID?
  /// The leading Redis's host, where the copy forks.
  let leader: HostID
  /// What is known of the leading Redis's own room and of how it sends a copy.
  var leading: RedisDepthFacts?

  /// The room that an agent's journal and a compose file need.
  private static let leastDisk = 512 << 20

  /// Of one host.
  func results(_ host: HostID, _ answer: CheckFacts.Answer<Protocol.HostFacts>) -> [CheckResult] {
    let facts: Protocol.HostFacts
    switch answer {
    case .success(let found): facts = found
    case .failure(let error):
      return [
        CheckResult(
          .docker, host.rawValue, .fail, observed: error.message, required: "the agent's answer", remedy: error.next)
      ]
    }
    let docker = CheckResult(
      .docker, host.rawValue, holds: facts.dockerProblem == nil,
      observed: facts.dockerProblem ?? "Docker \(facts.dockerVersion ?? "?"), \(facts.containersRunning ?? 0) running",
      required: "Docker's answer", remedy: "on \(host): systemctl status docker")
    return [docker] + disk(host, facts)
      + [memory(host, facts), overcommit(host, facts), restarters(host, facts)].compactMap(\.self)
  }

  /// Lock times and delayed jobs are absolute (redis-bullmq.md, P0). Each answer took time, so the bound is generous.
  static func clocks(_ answers: [HostID: CheckFacts.Answer<Protocol.HostFacts>]) -> CheckResult? {
    let clocks = answers.compactMapValues { try? $0.get().clockMilliseconds }
    guard clocks.count > 1, let first = clocks.min(by: { $0.value < $1.value }),
      let last = clocks.max(by: { $0.value < $1.value })
    else { return nil }
    let apart = last.value - first.value
    return CheckResult(
      .clock, "\(first.key), \(last.key)", holds: apart <= 1500, observed: "\(apart) ms apart",
      required: "at most 1 s and the time of asking", remedy: "on both: timedatectl; turn time synchronisation on")
  }

  /// For the agent's records on every host, and on the new Redis's for the backup of the copy, too; beside the new Redis
  /// for its append-only file, which is rewritten beside the old one after a full copy: twice the data.
  private func disk(_ host: HostID, _ facts: Protocol.HostFacts) -> [CheckResult] {
    let backup = host == target ? dataBytes ?? 0 : 0
    let least = Self.leastDisk + backup
    let records = CheckResult(
      .disk, host.rawValue, holds: facts.diskFree >= least,
      observed: "\(ByteCount.text(UInt64(facts.diskFree))) free in /var/lib/cutover",
      required: "\(ByteCount.text(UInt64(least)))\(backup > 0 ? ", for the backup of the copy too" : "")",
      remedy: "on \(host): df -h /var/lib/cutover; older backups lie in /var/lib/cutover/backups")
    if host == leader, let own = leadingDisk(host) { return [records, own] }
    guard host == target, let dataBytes, let free = facts.redisDiskFree else { return [records] }
    let needed = max(Self.leastDisk, 2 * dataBytes)
    let data = CheckResult(
      .disk, host.rawValue, holds: free >= needed, observed: "\(ByteCount.text(UInt64(free))) free for the new Redis",
      required: "\(ByteCount.text(UInt64(needed))): its append-only file twice, while it is rewritten",
      remedy: "on \(host): df -h; free some, or move redis.target.directory")
    return [records, data]
  }

  /// Where the copy forks. It goes without a file (a run sets `repl-diskless-sync`), but saves and rewrites of the
  /// append-only file go on meanwhile, and need the data once more.
  private func leadingDisk(_ host: HostID) -> CheckResult? {
    guard let dataBytes, let free = leading?.dataDiskFree else { return nil }
    let needed = max(Self.leastDisk, dataBytes)
    let way = leading?.disklessSync == true ? "repl-diskless-sync yes" : "repl-diskless-sync no, until a run sets yes"
    return CheckResult(
      .disk, host.rawValue, holds: free >= needed, otherwise: .warn,
      observed: "\(ByteCount.text(UInt64(max(0, free)))) free where the leading Redis keeps its files; \(way)",
      required: "\(ByteCount.text(UInt64(max(0, needed)))): a save or a rewrite while the copy forks",
      remedy: "on \(host): df -h; free some, or run it when no save is due")
  }

  private func memory(_ host: HostID, _ facts: Protocol.HostFacts) -> CheckResult? {
    guard let dataBytes else { return nil }
    if host == target {
      // The data, half as much again for what changes while a fork writes it out, and the buffers.
      let needed = dataBytes * 3 / 2 + 256 << 20
      return CheckResult(
        .memory, host.rawValue, holds: facts.memoryAvailable >= needed,
        observed: "\(ByteCount.text(UInt64(facts.memoryAvailable))) available",
        required: "\(ByteCount.text(UInt64(needed))): the data, and what a fork may copy",
        remedy: "on \(host): free -h; stop something, or take a larger host")
    }
    guard host == leader else { return nil }
    let needed = dataBytes / 2 + 256 << 20
    return CheckResult(
      .memory, host.rawValue, holds: facts.memoryAvailable >= needed, otherwise: .warn,
      observed: "\(ByteCount.text(UInt64(facts.memoryAvailable))) available",
      required: "\(ByteCount.text(UInt64(needed))) for the backlog and the fork of the copy",
      remedy: "on \(host): free -h; run it when less is written")
  }

  /// An agent cuts a Redis without the pen off when somebody starts it; it is better that nobody does.
  private func restarters(_ host: HostID, _ facts: Protocol.HostFacts) -> CheckResult? {
    guard let found = facts.restarters else { return nil }
    return CheckResult(
      .restarters, host.rawValue, holds: found.isEmpty, otherwise: .warn,
      observed: found.isEmpty ? "none" : found.joined(separator: ", "),
      required: "no container that starts or replaces others (watchtower, autoheal) while a run lasts",
      remedy: "on \(host): docker stop \(found.joined(separator: " "))")
  }

  /// How the hosts reach each other: a bulk copy through a relay is slow. Without tailscaled nobody can tell.
  static func path(_ host: HostID, to other: HostID, _ answer: CheckFacts.Answer<TailnetFacts>) -> CheckResult {
    let subject = "\(host) to \(other)"
    let required = "a direct path"
    switch answer {
    case .failure(let error):
      return CheckResult(.path, subject, .skipped, observed: error.message, required: required)
    case .success(let facts):
      guard let path = facts.path else {
        let problem = facts.problem ?? "unknown"
        guard facts.state != nil else {
          return CheckResult(.path, subject, .skipped, observed: problem, required: required)
        }
        return CheckResult(
          .path, subject, .warn, observed: problem, required: required, remedy: "on \(host): tailscale status")
      }
      let time = facts.microseconds.map { " in \(DurationText.text(.microseconds($0)))" } ?? ""
      let through = facts.through ?? "?"
      let words =
        switch path {
        case .direct: "direct, \(through)\(time)"
        case .peerRelay: "through the node \(through)\(time)"
        case .relay: "through the relay \(through)\(time)"
        }
      return CheckResult(
        .path, subject, holds: path == .direct, otherwise: .warn, observed: words, required: required,
        remedy: "on \(host): tailscale netcheck; open UDP 41641 between the hosts, or expect a slow copy")
    }
  }

  private func overcommit(_ host: HostID, _ facts: Protocol.HostFacts) -> CheckResult? {
    guard host == leader || host == target, let value = facts.overcommit else { return nil }
    return CheckResult(
      .overcommit, host.rawValue, holds: value == 1, otherwise: .warn, observed: "vm.overcommit_memory = \(value)",
      required: "1, or a fork of a large Redis may fail",
      remedy: "on \(host): sudo sysctl vm.overcommit_memory=1, and keep it in /etc/sysctl.d")
  }
}
