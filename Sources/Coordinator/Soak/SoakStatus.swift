import Cutover
import Protocol

/// The newest soak of a fleet: the object that `soak --json` prints, and that `status --json` has as `soak`. Fields are
/// added, never renamed or removed.
struct SoakStatus: Codable, Hashable, Sendable {
  /// The run after which the agents watch.
  var run: String
  /// Its epoch.
  var epoch: UInt64
  /// How long the window is, in seconds.
  var windowSeconds: Int
  /// When it ends or ended: milliseconds since 1970, by the agents' clocks.
  var until: Int
  /// Seconds until the last of the agents that answer is done.
  var remainingSeconds: Int
  /// Whether one of them still watches.
  var open: Bool
  /// What each agent saw that watches in this window, in the order of the fleet file.
  var hosts: [SoakHostStatus]
  /// Ids of hosts that take part in runs and gave no answer.
  var silent: [String]

  /// Everything found, with the host, in the order seen.
  var findings: [(host: String, found: SoakFinding)] {
    hosts.flatMap { host in host.findings.map { (host.host, $0) } }.sorted { $0.found.at < $1.found.at }
  }

  /// Why it ended before its time; none while it is open, and when its time was up.
  var early: SoakEnd? { open ? nil : hosts.compactMap(\.end).first { $0 != .complete } }

  /// Puts the agents' answers together: the windows of the highest epoch.
  /// - Parameters:
  ///   - fleet: the fleet file.
  ///   - replies: what agents answered; a host without one gave no answer.
  /// - Returns: `nil` where no agent that answers has ever watched.
  init?(of fleet: Fleet, _ replies: [HostID: ReadSoak.Reply]) {
    let windows = replies.compactMapValues { $0.watch?.window }
    guard let newest = windows.values.max(by: { $0.grant.epoch < $1.grant.epoch }) else { return nil }
    run = newest.grant.run.rawValue
    epoch = newest.grant.epoch.rawValue
    windowSeconds = Int(newest.until - min(newest.from, newest.until))
    let ids = fleet.hosts.map { HostID(rawValue: $0.id) }
    hosts = ids.filter { windows[$0]?.grant == newest.grant }.compactMap { id in
      replies[id].flatMap { SoakHostStatus(id, $0) }
    }
    until = Int(windows.values.filter { $0.grant == newest.grant }.map(\.until).max() ?? newest.until) * 1000
    open = hosts.contains(where: \.open)
    remainingSeconds = hosts.map(\.remainingSeconds).max() ?? 0
    silent = fleet.participants.filter { replies[HostID(rawValue: $0)] == nil }
  }
}
