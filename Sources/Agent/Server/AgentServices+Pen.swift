import Cutover
import Protocol

/// Verbs of the lease, the votes and the pen.
extension AgentServices {
  /// Grants, renews or ends the lease.
  func askLease(_ verb: AskLease, _ context: RequestContext<AskLease>) async throws(ProtocolError) -> AskLease.Reply {
    let grant = try context.grant
    switch verb.action {
    case .acquire: try await acquireLease(grant, verb)
    case .renew:
      _ = try await state.isLeaseLive()
      for case .answerRenewal(let refusal?) in try await state.handle(.renewed(grant)) {
        // Not somebody else's lease is in the way, but ours is over: the run takes a new epoch, or ends.
        throw ProtocolError(.epochStale, refusal.finding.observed, next: refusal.finding.next)
      }
    case .release: _ = try await state.handle(.released(grant))
    }
    let wishes = await state.wishes(of: grant)
    return AskLease.Reply(
      grant: grant, pen: await state.pen.pen, seconds: Self.leaseSeconds, wishes: wishes.isEmpty ? nil : wishes)
  }

  private func acquireLease(_ grant: Grant, _ verb: AskLease) async throws(ProtocolError) {
    let request = LeaseRequest(id: 0, grant: grant, holder: verb.holder, takeover: verb.takeover)
    for case .answer(_, let answer) in try await state.consider(request) {
      switch answer {
      case .granted: return
      case .refused(let refusal): throw Self.refused(refusal)
      }
    }
    // Inside a cut nothing is granted; the machine answers when it has ended, and then the same request is granted.
    throw ProtocolError(
      .busy, "a cut is under way at this agent; it grants no lease until that has ended",
      next: "ask again: `coordinator status` shows when it has ended")
  }

  /// Learns what the fleet knows, when this agent has no journal of its own.
  func learn(_ verb: Learn, _ context: RequestContext<Learn>) async throws(ProtocolError) -> PenFacts {
    if await state.pen.pen == nil {
      _ = try await state.handle(.learned(verb.pen))
      _ = try await state.handle(LeaseEvent.learned(verb.highest))
    }
    return try await state.facts(cutInProgress: cuts.isRunning)
  }

  /// Votes, with evidence read for this question. A yes on the cut is a promise that is durable before it is given.
  func castVote(_ verb: CastVote, _ context: RequestContext<CastVote>) async throws(ProtocolError) -> Ballot {
    let grant = try context.grant
    let evidence = try await EvidenceReader(services: self).evidence(verb)
    var verdict = Gate().verdict(on: verb.purpose, as: verb.roles, from: evidence)
    if verdict == .yes, verb.purpose == .cut {
      for reference in verb.workers {
        if let vote = try await shell(reference, grant).perform(.voteYes(grant)).vote { verdict = vote }
        if verdict != .yes { break }
      }
    }
    return Ballot(
      purpose: verb.purpose, nonce: verb.nonce, host: HostID(rawValue: configuration.host), verdict: verdict,
      evidence: evidence)
  }

  /// Hands the pen over.
  func performCut(
    _ verb: PerformCut, _ context: RequestContext<PerformCut>
  ) async throws(ProtocolError) -> PerformCut.Reply {
    guard cuts.begin() else {
      throw ProtocolError(.busy, "a cut runs here already", next: "wait for it: `coordinator status`")
    }
    defer { cuts.end() }
    try await state.orderCut(verb)
    let reply = try await CutShell(order: verb, services: self, progress: context.progress).run()
    try await endCut()
    return reply
  }

  /// Lease requests that waited for the end of a cut are answered now.
  func endCut() async throws(ProtocolError) {
    _ = try await state.handle(.cutEnded(clock: await state.leaseClock, pen: await state.pen.pen))
  }

  /// Gets ready to receive the pen.
  func arm(_ verb: Arm, _ context: RequestContext<Arm>) async throws(ProtocolError) -> ArmAnswer {
    try await replication.refuseFullCopies(verb.redis.container)
    // Before the pen can come here nobody else may answer at this Redis's name.
    try await standIns.suspend(verb.redis.container)
    return try await receiver.arm(verb)
  }

  /// Waits until the follower is at a position.
  func awaitPosition(
    _ verb: AwaitPosition, _ context: RequestContext<AwaitPosition>
  ) async throws(ProtocolError) -> ReplicationPosition {
    try await receiver.awaitPosition(verb)
  }

  /// Reads the follower and its queues at the fenced position.
  func compare(_ verb: Compare, _ context: RequestContext<Compare>) async throws(ProtocolError) -> ReceiverReading {
    try await receiver.compare(verb)
  }

  /// How far the data of this host's Redis is.
  func readProgress(
    _ verb: ReadProgress, _: RequestContext<ReadProgress>
  ) async throws(ProtocolError) -> ReadProgress.Reply {
    try await DataProgress(services: self).read(prefix: verb.prefix)
  }

  /// Takes the pen.
  func promote(_ verb: Promote, _ context: RequestContext<Promote>) async throws(ProtocolError) -> PromoteAnswer {
    let answer = try await receiver.promote(verb.order)
    if case .promoted = answer { settlement.request() }
    return answer
  }

  /// Makes an attempt impossible.
  func bar(_ verb: Bar, _ context: RequestContext<Bar>) async throws(ProtocolError) -> BarAnswer {
    try await receiver.bar(verb.attempt)
  }

  /// Takes the pen from a holder that is off for good.
  func takePen(_ verb: TakePen, _ context: RequestContext<TakePen>) async throws(ProtocolError) -> TakePen.Reply {
    TakePen.Reply(position: try await PenTakeover(services: self).take(verb, epoch: try context.grant.epoch))
  }

  /// Says whether this host's Redis holds the pen, bindingly.
  func whoHolds(_ verb: WhoHolds, _ context: RequestContext<WhoHolds>) async throws(ProtocolError) -> PenAnswer {
    try await state.answer(to: verb.epoch)
  }

  private static func refused(_ refusal: LeaseRefusal) -> ProtocolError {
    let finding = refusal.finding
    return ProtocolError(.leaseHeld, "\(finding.observed); required: \(finding.required)", next: finding.next)
  }
}
