import Cutover
import Foundation
import NIOCore
import Protocol

/// Proves at any time what phase `verify` proves in a run. It reads; requests of producers go out only where asked for.
struct FleetProver: Sendable {
  let session: RunSession
  /// Whether the requests of `http` producers are sent.
  let sends: Bool
  /// How long to wait for what is not there yet.
  let wait: Duration

  private var subject: RunSubject { session.subject }

  /// Looks.
  /// - Throws: ``OperatorError`` when nobody is known to hold the pen, or when its agent does not answer.
  func prove() async throws(OperatorError) -> FleetProof {
    let holder = try await holder()
    let cut = try await CutRecord.find(holder: holder, session)
    let now = Int(Date.now.timeIntervalSince1970 * 1000)
    let age = cut.map { Duration.milliseconds(max(0, now - $0.milliseconds)) }
    do throws(ProtocolError) {
      guard let redis = subject.reference(of: holder) else {
        throw ProtocolError(.internalError, "\(holder) has no Redis of the pair")
      }
      // Producers first: what they add is work for the workers.
      let (console, agents, prefix) = (session.console, session.agents, subject.redis.prefix)
      let sender = ProducerSender(agents: agents)
      let probes = ProducerProbes(subject.fleet.producers) { queues throws(ProtocolError) in
        try await agents.counters(of: redis, at: holder, prefix: prefix, queues: queues)
      } send: {
        await sender.send($0)
      }
      let producers = try await probes.look(sends: sends, since: cut?.baseline?.added, age: age, wait: wait) {
        console.note($0)
      }
      let flow = try await flow(holder, redis, cut)
      let other = await otherSide(holder, cut)
      return FleetProof(
        holder: holder.rawValue, container: redis.container, run: cut?.run.rawValue, movedAt: cut?.milliseconds,
        flow: flow, producers: producers, stragglers: other.stragglers, refused: other.refused,
        silence: other.silence)
    } catch {
      throw error.operatorError
    }
  }

  /// The host that holds the pen, as the agents' records say.
  private func holder() async throws(OperatorError) -> HostID {
    let records: FleetRecords
    do throws(OperatorError) {
      records = try await FleetRecords.read(subject, session.agents)
    } catch {
      // One of the pair may be gone for good: the other's record is enough, if it holds the pen.
      guard let rest = try? await FleetRecords.read(subject, without: subject.target, session.agents) else {
        throw error
      }
      records = rest
    }
    let holders = records.facts.filter { if case .hold = $0.value.pen { true } else { false } }.map(\.key)
    guard holders.count == 1, let holder = holders.first else {
      throw OperatorError(
        code: "pen_unknown", message: "nothing can be proven: it is not known who holds the pen",
        observed: records.penWords, required: "one agent to record HOLD",
        next: "coordinator status; an open run is ended by `coordinator resume`")
    }
    return holder
  }

  private func flow(
    _ holder: HostID, _ redis: RedisReference, _ cut: CutRecord?
  ) async throws(ProtocolError) -> FlowProof {
    let prefix = subject.redis.prefix
    let connection = try await session.agents.connection(to: holder)
    let atCut = cut?.depths.isEmpty == false ? cut?.depths : nil
    var before = atCut
    let limit = ContinuousClock.now + max(wait, .seconds(5))
    while true {
      let depths = try await connection.call(
        QueueDepths(redis: redis, prefix: prefix, queues: before?.map(\.name)), deadline: .minutes(2)
      ).queues
      let clients = try await connection.call(RedisClients(redis: redis)).clients.reduce(0) { $0 + $1.connections }
      let proof = FlowProof(before: before ?? depths, isCut: atCut != nil, now: depths, clients: clients)
      if proof.holds || .now >= limit { return proof }
      before = before ?? depths
      guard (try? await Task.sleep(for: .milliseconds(200))) != nil else { return proof }
    }
  }

  private func otherSide(
    _ holder: HostID, _ cut: CutRecord?
  ) async -> (stragglers: [Straggler]?, refused: RefusedWrites?, silence: String?) {
    let other = holder == subject.source ? subject.target : subject.source
    guard let redis = subject.reference(of: other) else { return ([], nil, nil) }
    do throws(ProtocolError) {
      let connection = try await session.agents.connection(to: other)
      let facts = try await connection.call(InspectRedis(redis: redis))
      // Before the first cutover the target may not be there; then nobody talks to it.
      if facts.state != "running" { return ([], nil, nil) }
      let clients = try await connection.call(RedisClients(redis: redis, asksProcesses: true)).clients
      let stragglers = clients.filter { $0.container != redis.container }.map(Straggler.init)
      let refused = facts.readOnlyErrors.map {
        RefusedWrites(total: UInt64(max(0, $0)), atCut: cut?.baseline?.refusedWrites)
      }
      return (stragglers, refused, nil)
    } catch {
      return (nil, nil, "the agent of \(other): \(error.message)")
    }
  }
}
