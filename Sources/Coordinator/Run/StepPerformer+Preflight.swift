import Cutover
import NIOCore
import Protocol

/// What must hold before anything is changed.
extension StepPerformer {
  /// The whole list of checks, as `coordinator check` shows it; without a holder what can still be looked at.
  func preflight(_ hosts: [HostID]) async throws(ProtocolError) -> StepResult {
    guard plan.lostHolder == nil else { return try await preflightOfSurvivors(hosts) }
    try await requirePlan()
    let run = CheckRun(subject: subject, agents: agents, direction: plan.direction, movesApp: plan.movesApp)
    let summary = await run.run(accepted: Set(plan.accepted ?? []))
    guard summary.blocking.isEmpty else {
      let acceptable = Set(summary.blocking.filter(\.id.isAcceptable).map(\.id.rawValue)).sorted()
      let options = acceptable.map { "--accept \($0)" }.joined(separator: " ")
      let accept = acceptable.isEmpty ? "" : ", or go on with \(options)"
      throw ProtocolError(
        .precondition, summary.blocking.map(\.description).joined(separator: "\n  "),
        next: "mend these\(accept); `coordinator check` shows all; nothing was changed")
    }
    acceptedFailures = summary.acceptedFailures
    workersAtPreflight = try await workersNow()
    let warnings = Set(summary.results.filter { $0.verdict == .warn }.map(\.id.rawValue)).sorted()
    let words = warnings.isEmpty ? "" : "; look at: \(warnings.joined(separator: ", "))"
    return StepResult(
      observed: summary.words + words, required: "every check to hold, or to be accepted",
      accepted: acceptedFailures.isEmpty ? nil : acceptedFailures)
  }

  /// The worker containers of this moment.
  func workersNow() async throws(ProtocolError) -> WorkersSeen {
    var seen = WorkersSeen()
    for host in plan.workerHosts {
      for workers in subject.workers(on: host) {
        seen.add(try await ask(host, InspectWorkers(workers: workers)).workers, on: host)
      }
    }
    return seen
  }

  /// Somebody who deploys between the preflight and here would be stopped half-way, or run beside what is moved. A life
  /// that was resumed in between has nothing to compare with.
  func requireSameWorkers(before purpose: VotePurpose) async throws(ProtocolError) {
    guard let before = workersAtPreflight else { return }
    let drift = before.drift(to: try await workersNow())
    guard drift.isEmpty else {
      throw ProtocolError(
        .precondition, "since the preflight \(drift.joined(separator: "; ")), and not by this run",
        next: "find out who deploys (a pipeline, a colleague), then run it again; "
          + (purpose == .drain ? "no worker was stopped" : "the workers start again where they were"))
    }
  }

  /// The facts of the plan that the operator has seen must still be true. Under the lease no other run changes them.
  private func requirePlan() async throws(ProtocolError) {
    guard let wanted = plan.planHash else { return }
    let now = try await PlanReader(subject: subject, agents: agents).read(plan.direction).facts
    guard now.hash != wanted else { return }
    let drift = seenPlan?.drift(to: now) ?? []
    let words = drift.isEmpty ? "this laptop has not shown that plan" : drift.joined(separator: "; ")
    throw ProtocolError(
      .precondition, "the facts are those of plan \(now.hash), not of \(wanted): \(words)",
      next: "coordinator plan, and look again; nothing was changed")
  }

  private func preflightOfSurvivors(_ hosts: [HostID]) async throws(ProtocolError) -> StepResult {
    var findings: [String] = []
    for host in hosts {
      let facts = try await ask(host, ReadHostFacts())
      if let problem = facts.dockerProblem { findings.append("\(host): Docker does not answer (\(problem))") }
    }
    findings += try await survivorFindings()
    guard findings.isEmpty else {
      throw ProtocolError(
        .precondition, findings.joined(separator: "; "), next: "mend these, then run it again; nothing was changed")
    }
    return StepResult(observed: "\(hosts.count) hosts, Redis \(leaderFacts?.version ?? "?")", required: "all to hold")
  }

  /// The one that is left must have its data in memory, and be nobody's but the lost one's.
  private func survivorFindings() async throws(ProtocolError) -> [String] {
    let facts = try await ask(plan.follower, InspectRedis(redis: try reference(plan.follower), asksFormat: true))
    leaderFacts = facts
    guard facts.runID != nil else {
      return ["\(facts.container) on \(plan.follower) is \(facts.problem ?? facts.state); it must answer"]
    }
    var findings: [String] = []
    if facts.loading == true { findings.append("\(facts.container) is loading its data") }
    if facts.linkUp == true {
      findings.append("\(facts.container) still follows \(plan.leader): its link is up, so that host is not lost")
    }
    return findings
  }
}
