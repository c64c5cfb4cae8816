import Cutover
import Protocol

/// Verbs of the stand-in.
extension AgentServices {
  /// Prepares it, or brings it up and proves it.
  func beginStandIn(
    _ verb: BeginStandIn, _ context: RequestContext<BeginStandIn>
  ) async throws(ProtocolError) -> StandInFacts {
    try await standIns.begin(verb, under: try context.grant.epoch)
  }

  /// Removes it.
  func endStandIn(
    _ verb: EndStandIn, _ context: RequestContext<EndStandIn>
  ) async throws(ProtocolError) -> EndStandIn.Reply {
    EndStandIn.Reply(ended: try await standIns.end(verb.redis.container))
  }
}
