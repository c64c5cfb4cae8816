import Cutover
import NIOCore
import Protocol

/// Does the steps of a finalize: each is one verb to one agent, under the lease that a run's own performer takes.
actor FinalizePerformer {
  let plan: FinalizePlan
  private let subject: RunSubject
  private let leases: StepPerformer
  /// The backup: of this finalize, or of the one that was begun.
  private(set) var backup: BackUpFacts?
  /// What is left of the old Redis.
  private(set) var retired: RetiredRedis?

  /// - Parameters:
  ///   - plan: what is done.
  ///   - subject: what the fleet file says.
  ///   - leases: takes the lease, and asks under it.
  ///   - retired: what an earlier finalize has left.
  init(plan: FinalizePlan, subject: RunSubject, leases: StepPerformer, retired: RetiredRedis?) {
    self.plan = plan
    self.subject = subject
    self.leases = leases
    self.retired = retired
    self.backup = retired?.backup
  }

  /// The lease of a finalize, in the form in which a run's performer takes it: both hosts of the pair take part.
  static func lease(of plan: FinalizePlan) -> RunPlan {
    RunPlan(
      run: plan.run, epoch: plan.epoch, direction: .rollback, fleet: plan.fleet, leader: plan.holder,
      follower: plan.old, workerHosts: [])
  }

  /// Does one step.
  /// - Returns: the event that the machine hears.
  func perform(_ step: FinalizeStep) async -> FinalizeEvent {
    do throws(ProtocolError) {
      return .finished(step, observed: try await result(of: step))
    } catch {
      return .failed(
        step,
        Finding(
          observed: error.message, required: Self.requirement(of: step),
          next: error.next.isEmpty ? "coordinator finalize, which goes on where this one stopped" : error.next))
    }
  }

  private func result(of step: FinalizeStep) async throws(ProtocolError) -> String {
    switch step {
    case .acquireLease: return try await leased(.acquireLease(plan.fleet))
    case .releaseLease: return try await leased(.releaseLease(plan.fleet))
    case .backUp: return try await backUp()
    case .prove: return try await prove()
    case .recheck: return try await recheck()
    case .retire: return try await retire()
    case .settle: return try await settle()
    case .removeVolume(let volume): return try await remove(volume)
    }
  }

  private func leased(_ step: Step) async throws(ProtocolError) -> String {
    switch await leases.perform(step, of: Self.lease(of: plan), lost: { _, _ in }) {
    case .finished(_, let result): return result.observed
    case .failed(_, let finding): throw ProtocolError(.leaseHeld, finding.observed, next: finding.next)
    case .begin, .resume, .proceed, .abortRequested, .leaseLost, .giveUp:
      throw ProtocolError(.internalError, "the lease had no answer")
    }
  }

  private func backUp() async throws(ProtocolError) -> String {
    let order = BackUp(redis: try reference(plan.old), prefix: subject.redis.prefix, label: "finalize")
    let facts = try await leases.ask(plan.old, order, deadline: .hours(3))
    backup = facts
    return facts.words
  }

  private func prove() async throws(ProtocolError) -> String {
    guard let backup else { throw ProtocolError(.internalError, "there is no backup to prove") }
    let order = ProveBackUp(redis: try reference(plan.old), backup: backup, prefix: subject.redis.prefix)
    let reply = try await leases.ask(plan.old, order, deadline: .hours(3))
    let pending = reply.queues.reduce(0) { $0 + $1.pending }
    return "restored in a throw-away Redis in \(DurationText.text(.milliseconds(reply.milliseconds))): "
      + "\(reply.keys) keys, \(pending) jobs to be done in \(reply.queues.count) queues; removed again"
  }

  /// A backup may take long; the agent looks once more itself, right before it removes anything.
  private func recheck() async throws(ProtocolError) -> String {
    let clients = try await leases.ask(plan.old, RedisClients(redis: try reference(plan.old))).clients
    let strangers = FinalizeChecks.strangers(clients, container: plan.container)
    guard strangers.isEmpty else {
      throw ProtocolError(
        .precondition, "\(strangers.joined(separator: "; ")): somebody talks to \(plan.container) again",
        next: "give it the new Redis's URL, or stop it; then coordinator finalize")
    }
    return "nobody talks to \(plan.container)"
  }

  private func retire() async throws(ProtocolError) -> String {
    guard let backup else { throw ProtocolError(.internalError, "there is no backup on record") }
    let order = RetireRedis(redis: try reference(plan.old), holder: plan.holder, sha256: backup.sha256)
    let reply = try await leases.ask(plan.old, order, deadline: .minutes(3))
    retired = reply
    let volumes =
      reply.volumes.isEmpty ? "it had no volumes" : "its volumes stay: \(reply.volumes.joined(separator: ", "))"
    return "\(plan.container) on \(plan.old) was stopped and removed; \(volumes)"
  }

  private func settle() async throws(ProtocolError) -> String {
    let redis = try reference(plan.holder)
    let reply = try await leases.ask(plan.holder, RestoreLeader(redis: redis), deadline: .seconds(60))
    let facts = try await leases.ask(plan.holder, InspectRedis(redis: redis))
    let settings = reply.changes.isEmpty ? "" : "; \(reply.changes.count) settings put back"
    return "\(redis.container) on \(plan.holder) has the restart policy \(facts.restartPolicy ?? "?") again\(settings)"
  }

  private func remove(_ volume: String) async throws(ProtocolError) -> String {
    let reply = try await leases.ask(
      plan.old, RemoveVolume(container: plan.container, volume: volume), deadline: .minutes(2))
    retired?.volumes.removeAll { $0 == volume }
    return reply.removed ? "the volume \(volume) was removed" : "there was no volume \(volume) any more"
  }

  private func reference(_ host: HostID) throws(ProtocolError) -> RedisReference {
    guard let reference = subject.reference(of: host) else {
      throw ProtocolError(.internalError, "\(host) has no Redis of the pair")
    }
    return reference
  }

  private static func requirement(of step: FinalizeStep) -> String {
    switch step {
    case .acquireLease, .releaseLease: "the lease from every agent"
    case .backUp: "the old Redis's data in a file"
    case .prove: "a backup that loads and has what the old Redis had"
    case .recheck: "nobody at the old Redis but the agents"
    case .retire: "the old container stopped and removed, its volumes kept"
    case .settle: "the new Redis with its own restart policy"
    case .removeVolume: "the volume removed"
    }
  }
}
