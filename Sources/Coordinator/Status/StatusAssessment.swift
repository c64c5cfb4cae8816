import Protocol

/// Judges a report: which facts are alarms, and what to do about each. Pure.
struct StatusAssessment {
  /// The fleet file.
  let fleet: Fleet
  /// What is known.
  let report: StatusReport

  /// A clock further off than this is worth a notice: leases and certificates survive it, reports get confusing.
  static let clockSkewLimit = 2000
  /// Less free room than this is worth a notice: an append-only rewrite needs it.
  static let diskFreeLimit = 2_000_000_000

  /// What is wrong, alarms before notices, in the order of hosts, Redis, workers.
  var alarms: [StatusAlarm] {
    let all =
      hostAlarms + penAlarms + retirementAlarms + redisAlarms + replicationAlarms + soakAlarms + workerAlarms
      + fleetNotices
    return all.filter { $0.severity == .alarm } + all.filter { $0.severity == .notice }
  }

  /// Whether a run is under way: then much is as the run wants it.
  var isRunning: Bool { report.run != nil }

  /// Whether a question failed for a reason that is an alarm of its host already: the agent is away, or Docker is.
  func isExplained(_ problem: ProtocolError?, by host: String) -> Bool {
    guard let host = report.hosts.first(where: { $0.id == host }), host.reachable else { return true }
    return problem?.code == .docker && host.facts?.dockerProblem != nil
  }

  private var hostAlarms: [StatusAlarm] {
    report.hosts.flatMap { host -> [StatusAlarm] in
      guard host.reachable else {
        let problem = host.problem
        return [
          StatusAlarm(
            severity: .alarm, code: "agent_unreachable", host: host.id,
            observed: problem?.message ?? "the agent does not answer", required: "an answer from its agent",
            next: problem.map(\.next).flatMap { $0.isEmpty ? nil : $0 } ?? "coordinator bootstrap --host \(host.id)")
        ]
      }
      return docker(of: host) + resources(of: host)
    }
  }

  private func docker(of host: HostStatus) -> [StatusAlarm] {
    if let problem = host.problem {
      return [
        StatusAlarm(
          severity: .alarm, code: "agent_failed", host: host.id, observed: problem.description,
          required: "an answer to every question", next: "journalctl -u cutover-agent on \(host.id)")
      ]
    }
    guard let problem = host.facts?.dockerProblem, fleet.participants.contains(host.id) else { return [] }
    return [
      StatusAlarm(
        severity: .alarm, code: "docker_unavailable", host: host.id, observed: "Docker does not answer (\(problem))",
        required: "a Docker engine that answers", next: "systemctl status docker on \(host.id)")
    ]
  }

  private func resources(of host: HostStatus) -> [StatusAlarm] {
    var alarms: [StatusAlarm] = []
    if let skew = host.clockSkewMilliseconds, abs(skew) > Self.clockSkewLimit {
      let amount = DurationText.text(.milliseconds(abs(skew)))
      alarms.append(
        StatusAlarm(
          severity: .notice, code: "clock_skew", host: host.id,
          observed: "the host's clock is \(amount) \(skew > 0 ? "ahead of" : "behind") this laptop's",
          required: "clocks within \(DurationText.text(.milliseconds(Self.clockSkewLimit)))",
          next: "timedatectl on both"))
    }
    if let free = host.facts?.diskFree, free < Self.diskFreeLimit {
      alarms.append(
        StatusAlarm(
          severity: .notice, code: "disk_low", host: host.id,
          observed: "\(ByteCount.text(UInt64(max(0, free)))) of disk are free",
          required: "\(ByteCount.text(UInt64(Self.diskFreeLimit)))",
          next: "docker system df on \(host.id)"))
    }
    return alarms
  }

  private var fleetNotices: [StatusAlarm] {
    guard fleet.tailnet.allow.isEmpty else { return [] }
    return [
      StatusAlarm(
        severity: .notice, code: "tailnet_open", observed: "tailnet.allow is not set",
        required: "certificates alone decide who steers the agents; the tailnet's identities are not asked",
        next: "set tailnet.allow in the fleet file to ask for both")
    ]
  }
}
