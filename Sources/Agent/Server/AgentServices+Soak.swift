import Cutover
import Protocol

/// Verbs of the soak.
extension AgentServices {
  /// Watches from now on.
  func beginSoak(
    _ verb: BeginSoak, _ context: RequestContext<BeginSoak>
  ) async throws(ProtocolError) -> BeginSoak.Reply {
    guard (1...BeginSoak.maximumSeconds).contains(verb.seconds), verb.intervalSeconds > 0 else {
      throw ProtocolError(
        .precondition,
        "a window of \(verb.seconds) s with a look every \(verb.intervalSeconds) s; required: at most "
          + "\(BeginSoak.maximumSeconds) s, and both above 0",
        next: "mend policy.soak in the fleet file")
    }
    // Only what this agent is configured for is looked at.
    for reference in verb.workers { _ = try containers(reference) }
    let window = try await state.begin(verb, under: try context.grant, at: WallClock.seconds)
    return BeginSoak.Reply(window: window)
  }

  /// What was seen so far.
  func readSoak(_: ReadSoak, _: RequestContext<ReadSoak>) async throws(ProtocolError) -> ReadSoak.Reply {
    ReadSoak.Reply(watch: await state.soak.watch, now: WallClock.seconds)
  }
}
