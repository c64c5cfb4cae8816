import Cutover
import NIOCore
import Protocol

/// What must hold before anything is changed. The whole list of checks comes with its own issue; these are the ones
/// without which the run itself would be unsafe.
extension StepPerformer {
  func preflight(_ hosts: [HostID]) async throws(ProtocolError) -> StepResult {
    var findings: [String] = []
    var clocks: [Int] = []
    for host in hosts {
      let facts = try await ask(host, ReadHostFacts())
      if let problem = facts.dockerProblem { findings.append("\(host): Docker does not answer (\(problem))") }
      if facts.diskFree < 512 << 20 {
        findings.append("\(host): \(ByteCount.text(UInt64(facts.diskFree))) of disk free")
      }
      clocks.append(facts.clockMilliseconds)
    }
    // Lock times and delayed jobs are absolute (`redis-bullmq.md`, P0). Reading took time, so this bound is generous.
    if let first = clocks.min(), let last = clocks.max(), last - first > 1500 {
      findings.append("the hosts' clocks are \(last - first) ms apart")
    }
    findings += plan.lostHolder == nil ? try await leaderFindings() : try await survivorFindings()
    for host in plan.workerHosts { findings += try await workerFindings(host) }
    guard findings.isEmpty else {
      throw ProtocolError(
        .precondition, findings.joined(separator: "; "), next: "mend these, then run it again; nothing was changed")
    }
    let format = leaderFacts?.formatVersion.map { "RDB version \($0)" } ?? "RDB version unknown"
    return StepResult(
      observed: "\(hosts.count) hosts, Redis \(leaderFacts?.version ?? "?") (\(format))", required: "all to hold")
  }

  private func leaderFindings() async throws(ProtocolError) -> [String] {
    let facts = try await ask(plan.leader, InspectRedis(redis: try reference(plan.leader), asksFormat: true))
    var findings: [String] = []
    leaderFacts = facts
    if facts.runID == nil { findings.append("\(facts.container) on \(plan.leader) is \(facts.problem ?? facts.state)") }
    if facts.role == "slave" { findings.append("\(facts.container) is a replica; it must hold the pen") }
    if facts.otherDatabases.isEmpty == false {
      findings.append("\(facts.container) has keys in \(facts.otherDatabases.joined(separator: ", "))")
    }
    // On the way back no data file is ever loaded: the link goes on by partial resync, or it is refused.
    if plan.direction == .cutover, facts.runID != nil {
      let target = try await ask(
        plan.follower, InspectRedis(redis: try reference(plan.follower), asksFormat: true))
      if target.runID != nil, let refusal = ServerPair(source: facts, target: target).refusal {
        findings.append("\(refusal.observed); required: \(refusal.required); \(refusal.next)")
      }
    }
    return findings
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

  private func workerFindings(_ host: HostID) async throws(ProtocolError) -> [String] {
    var findings: [String] = []
    for reference in subject.workers(on: host) {
      let variable = try await ask(host, ResolveVariable(workers: reference), deadline: .minutes(1))
      let workers = try await ask(host, InspectWorkers(workers: reference)).workers
      if workers.isEmpty { findings.append("\(host): no worker matches \(reference.services)") }
      for worker in workers where worker.redis != variable.redis {
        findings.append(
          "\(worker.service) runs with \(worker.redis ?? "no URL"), \(variable.file) says \(variable.redis ?? "none")")
      }
      for worker in workers where !worker.running { findings.append("\(worker.service) is \(worker.state)") }
    }
    return findings
  }
}
