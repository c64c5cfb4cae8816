import Cutover
import NIOCore
import Protocol
import Transport

/// An open connection to one agent that has said hello: who it is, how far away it is, and typed calls with ids of this
/// process.
struct HostConnection: Sendable {
  /// The connection itself.
  let agent: AgentConnection
  /// What the agent said of itself.
  let hello: Hello.Reply
  /// The round trip of that hello.
  let latency: Duration
  /// When it was said.
  let greetedAt: ContinuousClock.Instant
  private let requests: RequestSequence

  /// Says hello on a fresh connection.
  /// - Throws: ``ProtocolError`` with `versionUnsupported` or `identityRefused` when the answer does not fit.
  init(
    greeting agent: AgentConnection, fleet: String, requests: RequestSequence, deadline: TimeAmount
  ) async throws(ProtocolError) {
    let began = ContinuousClock.now
    let hello = try await agent.call(Hello(), id: requests.next(), deadline: deadline)
    greetedAt = .now
    latency = greetedAt - began
    guard ProtocolVersion.negotiated(peerOldest: hello.version, peerNewest: hello.version) != nil else {
      throw ProtocolError(
        .versionUnsupported,
        "the agent on \(agent.peer.name) wants version \(hello.version); this coordinator speaks \(ProtocolVersion.spoken)",
        next: "use the coordinator that belongs to agent \(hello.agentVersion), or run `coordinator bootstrap`")
    }
    guard hello.fleet == fleet, hello.host.rawValue == agent.peer.name else {
      throw ProtocolError(
        .identityRefused,
        "the agent says that it is host \(hello.host) of fleet \(hello.fleet); required: \(agent.peer.name) of \(fleet)",
        next: "run `coordinator bootstrap --host \(agent.peer.name)`")
    }
    self.agent = agent
    self.hello = hello
    self.requests = requests
  }

  /// Asks one verb and waits for its answer.
  /// - Parameters:
  ///   - verb: what is asked.
  ///   - id: the request's id; none: a new one. The same id asked again gets the same answer.
  ///   - run: the run on whose behalf.
  ///   - epoch: that run's fencing token.
  ///   - deadline: how long we wait.
  ///   - progress: takes what comes before the answer, in order.
  func call<V: Verb>(
    _ verb: V, id: String? = nil, run: RunID? = nil, epoch: Epoch? = nil, deadline: TimeAmount = .seconds(10),
    progress: (@Sendable (V.Progress) -> Void)? = nil
  ) async throws(ProtocolError) -> V.Reply {
    try await agent.call(
      verb, id: id ?? requests.next(), run: run, epoch: epoch, deadline: deadline, progress: progress)
  }
}
