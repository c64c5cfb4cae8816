import Cutover
import Protocol
import Redis

/// Verbs by which `verify` proves that adds reach the Redis that holds the pen.
extension AgentServices {
  /// How many jobs queues were ever given.
  func queueCounters(
    _ verb: QueueCounters, _: RequestContext<QueueCounters>
  ) async throws(ProtocolError) -> QueueCounters.Reply {
    guard verb.queues.count <= QueueCounters.maximumQueues else {
      throw ProtocolError(
        .precondition, "\(verb.queues.count) queues; at most \(QueueCounters.maximumQueues) are read at once",
        next: "ask for fewer")
    }
    return QueueCounters.Reply(
      counters: try await inspection.counters(of: verb.redis, prefix: verb.prefix, queues: verb.queues))
  }

  /// Sends one of the requests that this agent is configured for.
  func sendProbe(_ verb: SendProbe, _: RequestContext<SendProbe>) async throws(ProtocolError) -> SendProbe.Reply {
    let probe = AgentConfiguration.Probe(method: verb.method, url: verb.url)
    guard configuration.probes?.contains(probe) == true else {
      throw ProtocolError(
        .refused, "this agent is not configured for that request",
        next: "run `coordinator bootstrap`, which tells the agent of a changed fleet file")
    }
    return SendProbe.Reply(status: try await ProbeSender().send(verb))
  }

  /// Writes a key that no queue has, and reads it back.
  func writeCanary(
    _ verb: WriteCanary, _ context: RequestContext<WriteCanary>
  ) async throws(ProtocolError) -> WriteCanary.Reply {
    guard let run = context.header.run else {
      throw ProtocolError(.epochStale, "a canary was asked outside a run", next: "start a run")
    }
    return try await inspection.writeCanary(to: verb.redis, key: "\(verb.prefix):cutover-canary:\(run)")
  }
}
