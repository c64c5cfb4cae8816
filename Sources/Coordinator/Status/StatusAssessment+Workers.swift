import Protocol

/// What can be wrong with the workers.
extension StatusAssessment {
  /// Which Redis of the pair an address in a worker's variable names; none when it is neither.
  ///
  /// The target is known by the address it publishes, the source by its container's name. A worker may know the source
  /// by another name of a Docker network, so only what names the target is proof while the source holds the pen.
  func side(named address: String) -> HostReading.Side? {
    guard let pair = fleet.redis else { return nil }
    if address == pair.target.publish.description { return .target }
    let host = address.lastIndex(of: ":").map { String(address[..<$0]) } ?? address
    return host == pair.source.container ? .source : nil
  }

  /// What is wrong with each group of workers.
  var workerAlarms: [StatusAlarm] {
    report.workers.flatMap { group -> [StatusAlarm] in
      if let problem = group.problem {
        guard !isExplained(problem, by: group.host) else { return [] }
        return [
          alarm(
            "workers_unknown", group, "nothing is known of the workers in \(group.project): \(problem.message)",
            "the workers' containers", problem.next.isEmpty ? "check Docker on \(group.host)" : problem.next)
        ]
      }
      guard !group.workers.isEmpty else {
        return [
          alarm(
            "workers_absent", group, "no container of \(group.services) in \(group.project)", "workers that run",
            "docker compose up -d in \(group.project) on \(group.host)")
        ]
      }
      return down(group) + direction(of: group) + restartPolicies(of: group)
    }
  }

  private func down(_ group: WorkersStatus) -> [StatusAlarm] {
    let stopped = group.workers.filter { !$0.running }
    guard !stopped.isEmpty else { return [] }
    let names = stopped.map { "\($0.service) (\($0.state))" }.joined(separator: ", ")
    return [
      alarm(
        "workers_down", group,
        "\(stopped.count) of \(group.workers.count) workers \(stopped.count == 1 ? "does" : "do") not run: \(names)",
        "all workers run",
        isRunning
          ? "the run starts them again; watch it: coordinator status --watch"
          : "docker compose logs in \(group.project) on \(group.host)",
        severity: isRunning ? .notice : .alarm)
    ]
  }

  /// Whether all use one Redis, and the one that holds the pen (S2).
  private func direction(of group: WorkersStatus) -> [StatusAlarm] {
    let running = group.workers.filter(\.running)
    let named = Set(running.map { $0.redis ?? "none" })
    if named.count > 1 {
      let lists = named.sorted().map { name in
        "\(name): \(running.filter { ($0.redis ?? "none") == name }.map(\.service).joined(separator: ", "))"
      }
      return [
        alarm(
          "workers_split", group, "the workers use different Redis servers (\(lists.joined(separator: "; ")))",
          "one \(group.variable) for all of them", "docker compose up -d in \(group.project) on \(group.host)")
      ]
    }
    guard let name = named.first, let pair = fleet.redis, let holder = report.pen?.host else { return [] }
    let side = side(named: name)
    let isWrong = holder == pair.target.host ? side != .target : side == .target
    guard isWrong else { return [] }
    return [
      alarm(
        "workers_without_pen", group, "the running workers use \(name), but the Redis on \(holder) holds the pen",
        "workers on the Redis that holds the pen", "stop them: docker compose stop in \(group.project) on \(group.host)"
      )
    ]
  }

  private func restartPolicies(of group: WorkersStatus) -> [StatusAlarm] {
    let without = group.workers.filter { $0.running && $0.restartPolicy == "no" }
    guard !without.isEmpty, !isRunning else { return [] }
    return [
      alarm(
        "restart_policy", group,
        "Docker does not restart \(without.map(\.service).joined(separator: ", ")) after a crash (restart policy no)",
        "a restart policy outside of a run",
        "docker update --restart unless-stopped \(without.compactMap(\.container).joined(separator: " "))"
          + " on \(group.host)")
    ]
  }

  private func alarm(
    _ code: String, _ group: WorkersStatus, _ observed: String, _ required: String, _ next: String,
    severity: StatusAlarm.Severity = .alarm
  ) -> StatusAlarm {
    StatusAlarm(
      severity: severity, code: code, host: group.host, observed: observed, required: required, next: next)
  }
}
