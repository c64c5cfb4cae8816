import Cutover
import NIOCore
import Protocol
import Redis
import Transport

/// Performs the critical section that ``CutMachine`` decides, beside the Redis that holds the pen. Connections are opened
/// before the pause; inside it each effect is one round trip. Nothing cancels it: its caller may go, the cut ends.
actor CutShell {
  private let order: PerformCut
  private let access: RedisAccess
  private let state: AgentState
  private let peers: PeerAgents
  private let replication: ReplicationFollower
  private let restart: RestartGuard
  private let register: CutRegister
  private let standIns: StandInKeeper
  private let prepared: @Sendable (CutTiming) -> Void

  private var machine: CutMachine
  private var redis: RedisConnection?
  private var peer: AgentConnection?
  private var pausedAt: ContinuousClock.Instant?
  private var pause: Duration?
  private var timings: [CutTiming] = []
  private var callCount = 0
  /// Makes request ids this life's own: the peer would answer a repeated one with what it answered then.
  private let life = UInt64.random(in: .min ... .max)
  private var lastEffect: CutEffect?
  #if DEBUG
    private var lied: [QueueDepth] = []
    private let isRecovery: Bool
  #endif

  /// - Parameters:
  ///   - order: what was voted on.
  ///   - machine: where an earlier life of this agent left it; none for a new cut.
  ///   - progress: told each step as it ends.
  init(
    order: PerformCut, recovering machine: CutMachine? = nil, services: AgentServices,
    progress: @escaping @Sendable (CutTiming) -> Void
  ) {
    self.order = order
    self.access = services.redis
    self.state = services.state
    self.peers = services.peers
    self.replication = services.replication
    self.restart = RestartGuard(docker: services.docker, state: services.state)
    self.register = services.cuts
    self.standIns = services.standIns
    self.prepared = progress
    self.machine = machine ?? CutMachine(plan: order.plan)
    #if DEBUG
      self.isRecovery = machine != nil
    #endif
  }

  /// Runs the cut to its end.
  /// - Throws: ``ProtocolError`` when the journal cannot be written before anything was changed.
  func run() async throws(ProtocolError) -> PerformCut.Reply {
    var queue = try await decide(.begin)
    var result: CutResult?
    while !queue.isEmpty {
      let effect = queue.removeFirst()
      if case .finish(let ended) = effect {
        result = ended
        continue
      }
      let began = ContinuousClock.now
      #if DEBUG
        await Fault.meet(.before, Self.name(of: effect))
      #endif
      let event = await perform(effect)
      #if DEBUG
        await Fault.meet(.after, Self.name(of: effect))
      #endif
      note(effect, since: began)
      if let event { queue += try await decide(event) }
      if isOverBudget { queue += try await decide(.budgetExceeded) }
      if register.takeAbort() { queue += try await decide(.abortRequested) }
    }
    await redis?.close()
    guard let result = result ?? machine.result else {
      throw ProtocolError(.internalError, "the cut stopped without an end")
    }
    return PerformCut.Reply(
      result: result, pauseMicroseconds: pause.map { Int($0 / .microseconds(1)) }, steps: timings)
  }

  private func decide(_ event: CutEvent) async throws(ProtocolError) -> [CutEffect] {
    let decision = machine.handle(event)
    if !decision.records.isEmpty { try await state.append(decision.records) }
    return decision.effects
  }

  private func perform(_ effect: CutEffect) async -> CutEvent? {
    do throws(ProtocolError) {
      // The same effect twice in a row is a retry: not in a tight loop.
      if effect == lastEffect { try await wait(.milliseconds(200)) }
      lastEffect = effect
      return try await attempt(effect)
    } catch {
      return failure(of: effect, error)
    }
  }

  private func attempt(_ effect: CutEffect) async throws(ProtocolError) -> CutEvent? {
    #if DEBUG
      if let event = try await faulty(effect) { return event }
    #endif
    switch effect {
    case .clearRestartPolicy: return .restartPolicyRead(isNo: try await restart.take(order.holder.container))
    case .armReceiver(let attempt, let expected):
      redis = try await access.connect(order.holder)
      return .armAnswered(try await ask(Arm(attempt: attempt, expected: expected, redis: order.receiver)))
    case .enterCut(let attempt):
      return answer(to: try await state.handle { granted in .cutBegins(attempt, granted: granted) })
    case .pingReceiver:
      _ = try await ask(Hello())
      return .receiverPinged
    case .pauseAndRead: return .paused(try await pauseAndRead())
    case .awaitReceiver(let position):
      let reached = try await ask(
        AwaitPosition(redis: order.receiver, position: position, milliseconds: order.budgetMilliseconds))
      return .receiverReached(reached)
    case .fenceAndProve, .fenceAgain: return .fenced(try await fence())
    case .compare(let position):
      let reading = try await ask(
        Compare(
          redis: order.receiver, position: position, milliseconds: order.budgetMilliseconds, prefix: order.prefix,
          queues: order.queues))
      return .compared(reading)
    case .promoteReceiver(let promotion): return await promote(promotion)
    case .yieldPen(let attempt): return try await pen(.cutPassed(attempt))
    case .releaseClients:
      try await releaseClients()
      return .clientsReleased
    case .follow:
      try await follow()
      return .following
    case .barReceiver(let attempt): return await barReceiver(attempt)
    case .unfence(let identity):
      return try await unlessStopped { () throws(ProtocolError) in try await unfence(identity) }
    case .unpauseClients:
      return try await unlessStopped { () throws(ProtocolError) in
        try await send([.clientUnpause])
        pausedAt = nil
        return .clientsReleased
      }
    case .returnPen(let attempt): return try await pen(.cutUndone(attempt))
    case .restoreRestartPolicy:
      guard try await restart.isRunning(order.holder.container) else { return .holderChanged(nil) }
      try await restart.putBack(order.holder.container)
      return .restartPolicyRestored
    case .reportUndetermined, .reportBlocked, .finish: return nil
    }
  }

  /// Hands an event to the pen's machine, and its answer back to the cut's.
  private func pen(_ event: PenEvent) async throws(ProtocolError) -> CutEvent? {
    answer(to: try await state.handle(event))
  }

  private func answer(to effects: [PenEffect]) -> CutEvent? {
    for effect in effects {
      switch effect {
      case .answerCut(let answer): return .cutAnswered(answer)
      case .penReturned: return .penReturned
      case .penYielded: return .penYielded
      case .answerHolder, .answerAbort, .abortCut, .answerArm, .answerBar, .answerPromote, .clearRestartPolicy,
        .promoteRedis, .verifyHolder, .recoverCut, .keepFenced:
        break
      }
    }
    return nil
  }

  private func pauseAndRead() async throws(ProtocolError) -> ReplicationPosition {
    pausedAt = .now
    // Longer than the budget, so that the fence comes before it expires; it only hides the cut, it fences nothing.
    let replies = try await send([.clientPauseWrite(milliseconds: 10_000), .info(.replication)])
    let replication = RedisInformation(parsing: replies.last?.string ?? "").replication
    guard let id = replication.replicationID, let offset = replication.offset else {
      throw ProtocolError(.redis, "the holder's INFO lacks its replication id or offset")
    }
    return ReplicationPosition(replicationID: id, offset: UInt64(offset))
  }

  private func fence(fencing: Bool = true) async throws(ProtocolError) -> HolderReading {
    let reader = QueueDepthReader(queues: order.queues, prefix: order.prefix)
    // A key that nobody has: the write would change nothing, but a fenced Redis must refuse it.
    // Without a fence the pause would hold it back, so a broken build must not ask.
    let probe = fencing ? RedisCommand.delete("cutover:no-such-key") : .ping
    let fence = fencing ? RedisCommand.fence : .ping
    let replies = try await send([fence, .info(.server), .info(.replication)] + reader.commands, probe: probe)
    let information = RedisInformation(parsing: replies[1...2].compactMap(\.string).joined(separator: "\r\n"))
    guard let runID = information.server.runID, let id = information.replication.replicationID,
      let offset = information.replication.master?.appliedOffset ?? information.replication.offset,
      let endpoint = redis?.endpoint
    else { throw ProtocolError(.redis, "the fenced Redis's INFO lacks run_id, replication id or offset") }
    let counts: [QueueCounts]
    do {
      counts = try reader.counts(of: Array(replies[3..<(replies.count - 1)]), from: endpoint)
    } catch {
      throw ProtocolError(error)
    }
    return HolderReading(
      identity: RedisIdentity(runID: runID),
      position: ReplicationPosition(replicationID: id, offset: UInt64(offset)),
      refusedWrite: replies.last?.error?.kind == .readOnly,
      depths: counts.map(QueueDepth.init).sorted { $0.name < $1.name })
  }

  /// Clients of a name that a stand-in answers for come back to that; none of them has seen a refusal.
  private func releaseClients() async throws(ProtocolError) {
    if redis?.isOpen != true { redis = try await access.connect(order.holder) }
    var commands: [RedisCommand] = [.clientKillNormal]
    if let redis, await standIns.leavePort(of: order.holder.container, on: redis) {
      commands = StandInKeeper.releasing
    }
    try await send(commands + [.clientUnpause])
  }

  /// A step on a Redis that has died can never succeed: its restart policy is taken, and nobody starts it inside a cut.
  private func unlessStopped(
    _ step: () async throws(ProtocolError) -> CutEvent
  ) async throws(ProtocolError) -> CutEvent {
    do throws(ProtocolError) {
      return try await step()
    } catch {
      guard try await !restart.isRunning(order.holder.container) else { throw error }
      return .holderChanged(nil)
    }
  }

  /// The connection that read the identity carries the un-fence too: a Redis that is restarted in between closes it.
  private func unfence(_ identity: RedisIdentity) async throws(ProtocolError) -> CutEvent {
    if redis?.isOpen != true { redis = try await access.connect(order.holder) }
    guard let redis else { throw ProtocolError(.redis, "no connection to \(order.holder.container)") }
    do {
      guard let runID = try await redis.information(.server).server.runID else {
        throw ProtocolError(.redis, "the holder's INFO lacks its run_id")
      }
      guard runID == identity.runID else {
        try await redis.perform(.fence)
        return .holderChanged(RedisIdentity(runID: runID))
      }
      try await redis.perform(.replicaOfNoOne)
      return .unfenced
    } catch let error as RedisError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  private func promote(_ promotion: PromoteOrder) async -> CutEvent {
    do throws(ProtocolError) {
      let answer = try await ask(Promote(order: promotion))
      if let pausedAt { pause = .now - pausedAt }
      pausedAt = nil
      return .promoteAnswered(answer)
    } catch {
      return .promoteUnanswered(Finding(observed: "\(error)", required: "the receiver's answer", next: error.next))
    }
  }

  private func barReceiver(_ attempt: Attempt) async -> CutEvent {
    do throws(ProtocolError) {
      return .barAnswered(try await ask(Bar(attempt: attempt)))
    } catch {
      peer = nil
      return .receiverUnreachable(
        Finding(observed: "\(error)", required: "the receiver's answer to `bar`", next: error.next))
    }
  }

  private func follow() async throws(ProtocolError) {
    _ = try await replication.attach(
      Attach(follower: order.holder, leaderHost: order.plan.receiver, leader: order.receiver, fullCopy: false))
    try await replication.awaitLink(order.holder, limit: .seconds(10))
  }

  /// Sends a pipeline to the holder's Redis; an error reply is a failure, but for the probe's, which is wanted.
  @discardableResult
  private func send(_ commands: [RedisCommand], probe: RedisCommand? = nil) async throws(ProtocolError) -> [RESPValue] {
    if redis?.isOpen != true { redis = try await access.connect(order.holder) }
    guard let redis else { throw ProtocolError(.redis, "no connection to \(order.holder.container)") }
    do {
      let replies = try await redis.send(commands + (probe.map { [$0] } ?? []))
      for (command, reply) in zip(commands, replies) {
        if let error = reply.error { throw ProtocolError(.redis, "\(command.label) was answered \(error.text)") }
      }
      return replies
    } catch let error as RedisError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  private func ask<V: Verb>(_ verb: V) async throws(ProtocolError) -> V.Reply {
    let connection: AgentConnection
    if let peer, peer.isOpen {
      connection = peer
    } else {
      connection = try await peers.connection(to: order.plan.receiver)
      peer = connection
    }
    callCount += 1
    return try await connection.call(
      verb, id: "cut-\(life)-\(callCount)",
      run: order.plan.attempt.run, epoch: order.plan.attempt.epoch, deadline: .milliseconds(Int64(deadline)))
  }

  /// Inside the pause nobody is waited for longer than the budget; before it, as long as connecting may take.
  private var deadline: Int { pausedAt == nil ? 10_000 : max(order.budgetMilliseconds, 100) }

  private var isOverBudget: Bool {
    guard let pausedAt else { return false }
    return .now - pausedAt > .milliseconds(order.budgetMilliseconds)
  }

  private func wait(_ duration: Duration) async throws(ProtocolError) {
    do {
      try await Task.sleep(for: duration)
    } catch {
      throw ProtocolError(.cancelled, "the wait before a retry was cancelled")
    }
  }

  private func failure(of effect: CutEffect, _ error: ProtocolError) -> CutEvent {
    .failed(effect, Finding(observed: "\(error)", required: "the step to succeed", next: error.next))
  }

  private static func name(of effect: CutEffect) -> String { String("\(effect)".prefix { $0.isLetter }) }

  private func note(_ effect: CutEffect, since began: ContinuousClock.Instant) {
    let microseconds = Int((ContinuousClock.now - began) / .microseconds(1))
    let timing = CutTiming(step: Self.name(of: effect), microseconds: microseconds)
    timings.append(timing)
    prepared(timing)
  }
}

#if DEBUG
  extension CutShell {
    /// What a broken product would do and say; `nil` where this build is whole.
    private func faulty(_ effect: CutEffect) async throws(ProtocolError) -> CutEvent? {
      // A fault is met once: the life that recovers is whole.
      guard !isRecovery else { return nil }
      switch (Fault.active, effect) {
      case (.noFence, .fenceAndProve):
        let honest = try await fence(fencing: false)
        lied = honest.depths
        return .fenced(
          HolderReading(
            identity: honest.identity, position: honest.position, refusedWrite: true, depths: honest.depths))
      case (.noFence, .follow): return .following
      case (.promoteBeforeEquality, .awaitReceiver(let position)): return .receiverReached(position)
      case (.promoteBeforeEquality, .fenceAndProve):
        let reading = try await fence()
        lied = reading.depths
        return .fenced(reading)
      case (.promoteBeforeEquality, .compare(let position)):
        return .compared(
          ReceiverReading(
            role: .replica, identity: order.plan.expected.identity, position: position, linkUp: true,
            replicaReadOnly: true,
            appendOnly: AppendOnlyEvidence(
              enabled: true, rewriteInProgress: false, rewriteScheduled: false, lastRewriteOK: true,
              lastWriteOK: true),
            depths: lied))
      case (.promoteBeforeEquality, .follow): return .following
      default: return nil
      }
    }
  }
#endif
