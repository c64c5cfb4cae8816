import Cutover
import NIOCore
import Protocol

/// The one place where a verb meets the code that does it. The switch has a case for each verb of the closed set, so a
/// verb without code does not compile.
struct VerbRouter: Sendable {
  let services: AgentServices

  /// The fleet whose peers may ask.
  var fleet: String { services.configuration.fleet }

  /// Opens the leading end of a relay: the one verb whose answer is a byte stream.
  var relay: LeadingEnd { services.leadingEnd }

  /// Judges a request and has it done.
  /// - Returns: the body of the reply's frame.
  /// - Throws: ``ProtocolError``, which crosses the wire as it is.
  func answer(
    _ header: RequestHeader, _ frame: ByteBuffer, peer: PeerIdentity,
    progress: @escaping @Sendable (ByteBuffer) -> Void
  ) async throws(ProtocolError) -> ByteBuffer {
    try await judge(header)
    let request = Request(header: header, frame: frame, peer: peer, progress: progress)
    switch header.verb {
    case .hello: return try await request.handle(services.hello)
    case .hostFacts: return try await request.handle(services.hostFacts)
    case .inspectRedis: return try await request.handle(services.inspectRedis)
    case .queueDepths: return try await request.handle(services.queueDepths)
    case .auditQueues: return try await request.handle(services.auditQueues)
    case .tailnet: return try await request.handle(services.tailnet)
    case .measureLink: return try await request.handle(services.measureLink)
    case .measure: return try await request.handle(services.measure)
    case .redisClients: return try await request.handle(services.redisClients)
    case .queueCounters: return try await request.handle(services.queueCounters)
    case .sendProbe: return try await request.handle(services.sendProbe)
    case .writeCanary: return try await request.handle(services.writeCanary)
    case .inspectWorkers: return try await request.handle(services.inspectWorkers)
    case .inspectApp: return try await request.handle(services.inspectApp)
    case .resolveVariable: return try await request.handle(services.resolveVariable)
    case .probeRedis: return try await request.handle(services.probeRedis)
    case .lease: return try await request.handle(services.askLease)
    case .learn: return try await request.handle(services.learn)
    case .provision: return try await request.handle(services.provision)
    case .removeProvisioned: return try await request.handle(services.removeProvisioned)
    case .prepareLeader: return try await request.handle(services.prepareLeader)
    case .restoreLeader: return try await request.handle(services.restoreLeader)
    case .attach: return try await request.handle(services.attach)
    case .awaitSync: return try await request.handle(services.awaitSync)
    case .detach: return try await request.handle(services.detach)
    case .stageEnvironment: return try await request.handle(services.stageEnvironment)
    case .discardEnvironment: return try await request.handle(services.discardEnvironment)
    case .vote: return try await request.handle(services.castVote)
    case .drain: return try await request.handle(services.drain)
    case .resumeWorkers: return try await request.handle(services.resumeWorkers)
    case .cut: return try await request.handle(services.performCut)
    case .flip: return try await request.handle(services.flip)
    case .startWorkers: return try await request.handle(services.startWorkers)
    case .takePen: return try await request.handle(services.takePen)
    case .backUp: return try await request.handle(services.backUp)
    case .proveBackUp: return try await request.handle(services.proveBackUp)
    case .inspectRetirement: return try await request.handle(services.inspectRetirement)
    case .retireRedis: return try await request.handle(services.retireRedis)
    case .removeVolume: return try await request.handle(services.removeVolume)
    case .beginStandIn: return try await request.handle(services.beginStandIn)
    case .endStandIn: return try await request.handle(services.endStandIn)
    case .penFacts: return try await request.handle(services.penFacts)
    case .keepRunEntries: return try await request.handle(services.keepRunEntries)
    case .readRunCopy: return try await request.handle(services.readRunCopy)
    case .askRun: return try await request.handle(services.askRun)
    case .abortCut: return try await request.handle(services.abortCut)
    case .beginSoak: return try await request.handle(services.beginSoak)
    case .readSoak: return try await request.handle(services.readSoak)
    case .arm: return try await request.handle(services.arm)
    case .awaitPosition: return try await request.handle(services.awaitPosition)
    case .compare: return try await request.handle(services.compare)
    case .readProgress: return try await request.handle(services.readProgress)
    case .promote: return try await request.handle(services.promote)
    case .bar: return try await request.handle(services.bar)
    case .whoHolds: return try await request.handle(services.whoHolds)
    case .relay:
      throw ProtocolError(.internalError, "a relay request came where its connection cannot become a stream")
    }
  }

  /// Whether this peer may ask this at all, in this version: judged before anything is remembered of the request.
  func admit(_ header: RequestHeader, peer: PeerIdentity) throws(ProtocolError) {
    if let refusal = ProtocolVersion.refusal(of: header.version) { throw refusal }
    guard header.verb.isAllowed(for: peer.role) else {
      throw ProtocolError(
        .verbRefused, "`\(header.verb.rawValue)` is not for the role \(peer.role.rawValue)",
        next:
          "ask with the certificate of \(header.verb.isAllowed(for: .agent) ? "an agent" : "a coordinator") of this fleet"
      )
    }
  }

  /// Whether the order is of the run that holds the lease.
  private func judge(_ header: RequestHeader) async throws(ProtocolError) {
    guard header.verb.needsLease else { return }
    guard let run = header.run, let epoch = header.epoch else {
      throw ProtocolError(.epochStale, "`\(header.verb.rawValue)` was asked outside a run", next: "start a run")
    }
    switch try await services.state.verdict(on: Grant(epoch: epoch, run: run)) {
    case .obey: return
    case .refuse(let refusal):
      throw ProtocolError(.epochStale, refusal.finding.observed, next: refusal.finding.next)
    }
  }
}

extension VerbRouter {
  /// One request on its way to its handler.
  struct Request: Sendable {
    let header: RequestHeader
    let frame: ByteBuffer
    let peer: PeerIdentity
    let progress: @Sendable (ByteBuffer) -> Void

    /// Reads the verb's fields, has the body do it, and writes the reply.
    func handle<V: Verb>(
      _ body: (V, RequestContext<V>) async throws(ProtocolError) -> V.Reply
    ) async throws(ProtocolError) -> ByteBuffer {
      let coder = MessageCoder()
      let message = try coder.decode(RequestMessage<V>.self, from: frame)
      let (id, progress) = (header.id, self.progress)
      let context = RequestContext<V>(peer: peer, header: header) { value in
        // A progress that cannot be written is not worth ending the work for.
        if let body = try? coder.encode(AnswerMessage(kind: .progress, id: id, body: value)) { progress(body) }
      }
      let reply = try await body(message.body, context)
      let answer = try coder.encode(AnswerMessage(kind: .reply, id: id, body: reply))
      guard answer.readableBytes <= FrameLimits.maximumBodyLength else {
        throw ProtocolError(
          .frameTooLarge,
          "the answer has \(answer.readableBytes) bytes; at most \(FrameLimits.maximumBodyLength) are sent",
          next: "ask for less at once")
      }
      return answer
    }
  }
}
