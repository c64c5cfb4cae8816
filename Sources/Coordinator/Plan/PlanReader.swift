import Cutover
import NIOCore
import Protocol

/// Asks the agents what a plan rests on. It changes nothing.
struct PlanReader: Sendable {
  let subject: RunSubject
  let agents: FleetConnections

  /// Reads it for a direction.
  /// - Throws: ``ProtocolError`` when an agent or its Docker does not answer.
  func read(_ direction: Direction) async throws(ProtocolError) -> PlanReading {
    let (leading, following) =
      direction == .cutover ? (subject.source, subject.target) : (subject.target, subject.source)
    let leader = try await redis(leading)
    let follower = try await redis(following)
    var workers: [(host: HostID, variable: VariableFacts, workers: [WorkerFacts])] = []
    for host in subject.workerHosts {
      for reference in subject.workers(on: host) {
        let connection = try await agents.connection(to: host)
        let variable = try await connection.call(ResolveVariable(workers: reference), deadline: .minutes(1))
        let found = try await connection.call(InspectWorkers(workers: reference)).workers
        workers.append((host: host, variable: variable, workers: found))
      }
    }
    return PlanReading(
      direction: direction, leader: (host: leading, facts: leader), follower: (host: following, facts: follower),
      workers: workers)
  }

  /// What the estimates rest on, measured and read now: bytes go between the agents for at most two seconds.
  func basis(_ reading: PlanReading, lastRun: PlanBasis.LastRun?) async -> PlanBasis {
    let facts = reading.leader.facts
    return PlanBasis(
      direction: reading.direction, usedMemory: facts.usedMemory, keys: facts.keys,
      link: await link(from: reading.leader.host, to: reading.follower.host),
      longestJobSeconds: await longestJob(reading.leader.host), drain: subject.fleet.policy.drain, lastRun: lastRun)
  }

  private func link(from leader: HostID, to follower: HostID) async -> Result<LinkFacts, ProtocolError> {
    do throws(ProtocolError) {
      return .success(
        try await agents.connection(to: leader).call(MeasureLink(host: follower), deadline: .seconds(20)))
    } catch {
      return .failure(error)
    }
  }

  private func longestJob(_ leader: HostID) async -> Int? {
    guard let reference = subject.reference(of: leader) else { return nil }
    do throws(ProtocolError) {
      let reply = try await agents.connection(to: leader).call(
        AuditQueues(redis: reference, prefix: subject.redis.prefix), deadline: .minutes(2))
      return reply.audits.compactMap(\.longestJobSeconds).max() ?? 0
    } catch {
      return nil
    }
  }

  private func redis(_ host: HostID) async throws(ProtocolError) -> RedisFacts {
    guard let reference = subject.reference(of: host) else {
      throw ProtocolError(.internalError, "\(host) has no Redis of the pair")
    }
    return try await agents.connection(to: host).call(InspectRedis(redis: reference, asksFormat: true))
  }
}
