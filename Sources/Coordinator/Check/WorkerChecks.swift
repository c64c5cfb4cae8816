import Cutover
import Protocol

/// Judges the workers of one project: where their URL comes from, how they run, and whether they run from their image
/// alone (the runbook's phase 1.5).
struct WorkerChecks: Sendable {
  /// The host.
  let host: HostID
  /// The project's directory.
  let project: String
  /// What the fleet file allows and expects.
  let checks: FleetChecks
  /// What a stop by this tool waits for, in seconds.
  let drainSeconds: Int

  /// Docker's own grace (`docker stop`).
  private static let dockerGrace = 10

  /// Which file supplies the variable.
  func variable(_ answer: CheckFacts.Answer<VariableFacts>) -> CheckResult {
    let required = "one file that supplies the variable to every worker, with nothing above it"
    switch answer {
    case .success(let facts):
      return CheckResult(
        .variable, "\(host)", .pass,
        observed: "\(facts.file):\(facts.line) \(facts.redactedValue) by \(facts.mechanism) to "
          + "\(facts.services.count) services",
        required: required)
    case .failure(let error):
      return CheckResult(
        .variable, "\(host)", .fail, observed: error.message, required: required,
        remedy: error.next.isEmpty ? "on \(host): docker compose config in \(project)" : error.next)
    }
  }

  /// Who else waits for the workers or the old Redis: compose starts what a service depends on, and a stop leaves the
  /// dependent without it.
  func dependents(_ answer: CheckFacts.Answer<VariableFacts>) -> CheckResult? {
    guard case .success(let facts) = answer, let dependents = facts.dependents else { return nil }
    let words = dependents.sorted { $0.key < $1.key }.map { "\($0.key) on \($0.value.joined(separator: ", "))" }
    return CheckResult(
      .dependents, "\(host)", holds: words.isEmpty, otherwise: .warn,
      observed: words.isEmpty ? "no other service depends on a worker or that Redis" : words.joined(separator: "; "),
      required: "no `depends_on` of another service of \(project) on a worker or on the Redis that they share",
      remedy: "expect these to be without it while workers rest; `docker compose up` of one would start the old Redis"
        + " or a worker again: use --no-deps until the run has ended")
  }

  /// What was not read of a log can say nothing: who wrote more than the first part, in words; empty where all was read.
  private func unread(_ workers: [WorkerFacts]) -> String {
    let names = workers.filter { $0.log?.isTruncated == true }.map(\.service)
    return names.isEmpty ? "" : "; of \(names.joined(separator: ", ")) the first 1 MiB of the log was read"
  }

  /// The workers themselves.
  func results(
    _ answer: CheckFacts.Answer<[WorkerFacts]>, _ variable: CheckFacts.Answer<VariableFacts>?
  ) -> [CheckResult] {
    switch answer {
    case .failure(let error):
      return [
        CheckResult(
          .running, "\(host)", .fail, observed: error.message, required: "every worker running", remedy: error.next)
      ]
    case .success(let workers):
      guard !workers.isEmpty else {
        return [
          CheckResult(
            .running, "\(host)", .fail, observed: "no container of a worker in \(project)",
            required: "at least one that matches `services`",
            remedy: "on \(host): docker compose ps -a in \(project); mend `services` in the fleet file")
        ]
      }
      let named = variable.flatMap { try? $0.get() }
      return [
        running(workers), url(workers, named), restarts(workers), grace(workers), mounts(workers), modules(workers),
        started(workers), otherVariables(workers), connections(workers),
      ].compactMap(\.self)
    }
  }

  /// What is not edited would go on leading to the old Redis.
  private func otherVariables(_ workers: [WorkerFacts]) -> CheckResult? {
    guard workers.contains(where: { $0.otherVariables != nil }) else { return nil }
    let found = workers.filter { $0.otherVariables?.isEmpty == false }
    return CheckResult(
      .otherVariables, "\(host)", holds: found.isEmpty,
      observed: found.isEmpty
        ? "no other variable leads to that Redis"
        : found.map { "\($0.service): \(($0.otherVariables ?? []).joined(separator: ", "))" }.joined(separator: "; "),
      required: "one variable that leads to the Redis: only that one is edited",
      remedy: "in the compose file of \(project), take it from the same variable, or remove it")
  }

  /// Refusals of a start before the Redis are history; many are a worker that never got through.
  private func connections(_ workers: [WorkerFacts]) -> CheckResult? {
    guard workers.contains(where: { $0.log?.refusedConnections != nil }) else { return nil }
    let refused = workers.filter { ($0.log?.refusedConnections ?? 0) > 0 }
    return CheckResult(
      .connections, "\(host)", holds: refused.isEmpty, otherwise: .warn,
      observed: (refused.isEmpty
        ? "none refused since their start"
        : refused.map { "\($0.service) \($0.log?.refusedConnections ?? 0)" }.joined(separator: ", "))
        + unread(workers),
      required: "no refused connection in the logs since each container's start",
      remedy: "on \(host): docker logs \(refused.first?.container ?? ""); nothing to do where it got through later")
  }

  private func running(_ workers: [WorkerFacts]) -> CheckResult {
    let still = workers.filter { !$0.running }
    return CheckResult(
      .running, "\(host)", holds: still.isEmpty,
      observed: still.isEmpty
        ? "\(workers.count) workers run" : still.map { "\($0.service) is \($0.state)" }.joined(separator: ", "),
      required: "every worker running",
      remedy: "on \(host), in \(project): docker compose up -d \(still.map(\.service).joined(separator: " "))")
  }

  private func url(_ workers: [WorkerFacts], _ variable: VariableFacts?) -> CheckResult? {
    guard let variable else { return nil }
    let others = workers.filter { $0.redis != variable.redis }
    return CheckResult(
      .url, "\(host)", holds: others.isEmpty,
      observed: others.isEmpty
        ? "all have \(variable.redis ?? "none")"
        : others.map { "\($0.service) runs with \($0.redis ?? "no URL")" }.joined(separator: ", "),
      required: "what \(variable.file) says: \(variable.redis ?? "none")",
      remedy: "on \(host), in \(project): docker compose up -d --no-deps "
        + others.map(\.service).joined(separator: " "))
  }

  private func restarts(_ workers: [WorkerFacts]) -> CheckResult {
    let often = workers.filter { $0.restarts > 3 }
    return CheckResult(
      .restarts, "\(host)", holds: often.isEmpty, otherwise: .warn,
      observed: often.isEmpty
        ? "at most \(workers.map(\.restarts).max() ?? 0) restarts"
        : often.map { "\($0.service) was restarted \($0.restarts) times" }.joined(separator: ", "),
      required: "at most 3 by Docker since each was made", remedy: "on \(host): docker logs of these")
  }

  /// The drain brings its own grace; whoever stops a worker by hand does not.
  private func grace(_ workers: [WorkerFacts]) -> CheckResult {
    let short = workers.filter { ($0.stopGraceSeconds ?? Self.dockerGrace) < drainSeconds }
    let least = short.map { $0.stopGraceSeconds ?? Self.dockerGrace }.min() ?? 0
    return CheckResult(
      .grace, "\(host)", holds: short.isEmpty, otherwise: .warn,
      observed: short.isEmpty
        ? "every stop waits \(drainSeconds) s or more"
        : "a stop by hand would kill \(short.count) workers after \(least) s",
      required: "stop_grace_period of \(drainSeconds) s, as `policy.drain`; this tool's own stops wait that long",
      remedy: "set stop_grace_period in the compose file of \(project)")
  }

  private func mounts(_ workers: [WorkerFacts]) -> CheckResult? {
    guard workers.contains(where: { $0.mounts != nil }) else { return nil }
    var found: [String] = []
    for worker in workers {
      for mount in worker.mounts ?? [] where mount.type == "bind" && !isAllowed(mount, worker.service) {
        found.append("\(worker.service): \(mount.source) at \(mount.destination)")
      }
    }
    return CheckResult(
      .mounts, "\(host)", holds: found.isEmpty,
      observed: found.isEmpty ? "no bind mount but those allowed" : found.joined(separator: ", "),
      required: "no bind mount: a worker must run from its image",
      remedy: "take it out of the compose file; if it is no code: SERVICE:DESTINATION in `checks.allowed_mounts`")
  }

  private func isAllowed(_ mount: MountFacts, _ service: String) -> Bool {
    checks.allowedMounts.contains { $0.service == service && $0.destination == mount.destination }
  }

  private func modules(_ workers: [WorkerFacts]) -> CheckResult? {
    guard workers.contains(where: { $0.log != nil }) else { return nil }
    let broken = workers.filter { ($0.log?.moduleErrorCount ?? 0) > 0 }
    let first = broken.first?.log?.moduleErrors.first.map { ": \($0)" } ?? ""
    return CheckResult(
      .moduleErrors, "\(host)", holds: broken.isEmpty,
      observed: (broken.isEmpty
        ? "none since their start"
        : broken.map { "\($0.service) \($0.log?.moduleErrorCount ?? 0)" }.joined(separator: ", ") + first)
        + unread(workers),
      required: "no missing module in the logs since each container's start",
      remedy: "on \(host): docker logs \(broken.first?.container ?? ""); build the image anew")
  }

  /// A line of the start may have been pushed out of what is read of a long log: then that is said, and nothing claimed.
  private func started(_ workers: [WorkerFacts]) -> CheckResult? {
    guard let pattern = checks.started, workers.contains(where: { $0.log?.hasStarted != nil }) else { return nil }
    let silent = workers.filter { $0.log?.hasStarted == false }
    return CheckResult(
      .started, "\(host)", holds: silent.isEmpty, otherwise: .warn,
      observed: (silent.isEmpty
        ? "\(workers.count) workers have said so"
        : "not said by \(silent.map(\.service).joined(separator: ", "))") + unread(silent),
      required: "a line that matches `\(pattern)` since each container's start",
      remedy: "on \(host): docker logs \(silent.first?.container ?? "")")
  }
}
