import Cutover
import Docker
import NIOCore
import Protocol
import Transport

/// Does what the workers' machine of one project decides: stops, env files, starts. It holds nothing itself; what must
/// be remembered is in ``AgentState``.
struct WorkersShell: Sendable {
  /// The agent's own host, which it need not ask over the wire.
  let ownHost: HostID
  let state: AgentState
  let peers: PeerAgents
  let containers: WorkerContainers
  let environment: WorkersEnvironment
  /// On whose behalf; a flip of another run is never taken back.
  let run: RunID
  /// How long a running job may take before its worker is killed.
  var graceSeconds = 60
  /// Told each worker that has stopped, and how many still run.
  var stopped: @Sendable (String, Int) -> Void = { _, _ in }

  private var project: String { containers.reference.project }

  /// What an order came to.
  struct Outcome: Sendable {
    /// The machine's answer; none where it had nothing to say.
    var answer: WorkersAnswer?
    /// Whether a yes may be cast; none where no vote was asked.
    var vote: Verdict?
    /// Who was stopped.
    var stopped: [StoppedWorker] = []
  }

  /// Hands an event to the machine and does what follows, to the end.
  /// - Throws: ``ProtocolError`` when the machine refused or the work failed; what it failed at is in the machine.
  func perform(_ event: WorkersEvent) async throws(ProtocolError) -> Outcome {
    var outcome = Outcome()
    var queue = try await state.handle(event, project: project)
    while !queue.isEmpty {
      let effect = queue.removeFirst()
      let next: WorkersEvent?
      do throws(ProtocolError) {
        next = try await perform(effect, &outcome)
      } catch {
        next = Self.failure(
          of: effect, Finding(observed: "\(error)", required: "the step to succeed", next: error.next))
      }
      if let next { queue += try await state.handle(next, project: project) }
    }
    switch outcome.answer {
    case .failed(let finding)?: throw ProtocolError(.docker, finding.observed, next: finding.next)
    case .refused(let finding)?: throw ProtocolError(.refused, "\(finding)", next: finding.next)
    case .drained?, .supplied?, .running?, .discarded?, nil: return outcome
    }
  }

  /// Hands an order to the machine. Where the same is under way already, ordered by a coordinator before this one, its end
  /// is waited for, and then the order is judged by what is true: who takes a run over is not told that it failed.
  /// - Parameter limit: the longest wait for that end.
  /// - Throws: ``ProtocolError`` as `perform`, and with `docker` where that end does not come.
  func order(_ event: WorkersEvent, limit: Duration = .seconds(300)) async throws(ProtocolError) -> Outcome {
    let end = ContinuousClock.now + limit
    while true {
      let outcome = try await perform(event)
      guard outcome.answer == nil, await state.workersState(of: project)?.isUnderWay == true else { return outcome }
      while await state.workersState(of: project)?.isUnderWay == true {
        guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(50))) != nil else {
          throw ProtocolError(
            .docker, "what was begun with the workers of \(project) before has not ended",
            next: "docker ps on \(ownHost); then `coordinator status`")
        }
      }
    }
  }

  private func perform(
    _ effect: WorkersEffect, _ outcome: inout Outcome
  ) async throws(ProtocolError) -> WorkersEvent? {
    switch effect {
    case .clearRestartPolicies:
      try await containers.setRestartPolicies { _ in .no }
      return nil
    case .stopWorkers:
      outcome.stopped = try await containers.stop(graceSeconds: graceSeconds, stopped: stopped)
      return .stopsEnded
    case .castYes:
      outcome.vote = .yes
      return nil
    case .castNo(let finding):
      outcome.vote = .no([finding])
      return nil
    case .supplyEnvironment(let side):
      try await supply(side)
      return .flipEnded(side)
    case .startWorkers(let side, let policies):
      #if DEBUG
        await Fault.meet(.before, "startWorkers")
      #endif
      try await environment.start()
      #if DEBUG
        await Fault.meet(.after, "startWorkers")
      #endif
      let wanted = Dictionary(policies.map { ($0.service, $0.policy) }) { $1 }
      try await containers.setRestartPolicies { wanted[$0].flatMap(Docker.RestartPolicy.init) }
      return .startEnded(side)
    case .discardStaged:
      if let record = await state.restorable.stagedEnvironments[project] {
        try environment.discard(record)
        try await state.remember(.environmentDiscarded(project: project))
      }
      return nil
    case .askHolders(let hosts, let epoch):
      return await askHolders(hosts, epoch)
    case .answer(let answer):
      outcome.answer = answer
      return nil
    }
  }

  private func supply(_ side: WorkersSide) async throws(ProtocolError) {
    let values = await state.restorable
    switch side {
    case .new:
      guard let supply = values.environmentToSupply(project, in: run) else {
        throw ProtocolError(.precondition, "no env file is staged in \(project)", next: "start the run again")
      }
      #if DEBUG
        await Fault.meet(.before, "supplyEnvironment")
      #endif
      // Does nothing where a life before this one has done it.
      try environment.commit(supply.record)
      #if DEBUG
        await Fault.meet(.after, "supplyEnvironment")
      #endif
      guard !supply.isFlipped else { return }
      try await state.remember(.environmentFlipped(project: project, run: run, supply.record))
      #if DEBUG
        await Fault.meet(.after, "recordFlip")
      #endif
    case .old:
      // Without a flip in this run the old file is still in place.
      guard let flip = values.flippedEnvironments[project]?.last, flip.run == run else { return }
      try environment.restore(flip.record)
    }
  }

  /// Asks until one claims, or until there is no need to know any more: an order came, or the agent stops.
  private func askHolders(_ hosts: [HostID], _ epoch: Epoch) async -> WorkersEvent? {
    while !Task.isCancelled {
      for host in hosts {
        let answer = await askHolder(host, epoch)
        if case .claim = answer { return .holderAnswered(host, answer) }
      }
      guard case .asking = await state.workersState(of: project) else { return nil }
      try? await Task.sleep(for: .seconds(1))
    }
    return nil
  }

  private func askHolder(_ host: HostID, _ epoch: Epoch) async -> PenAnswer {
    do throws(ProtocolError) {
      if host == ownHost { return try await state.answer(to: epoch) }
      // An id of its own each time: a repeated one would get the first answer for ever.
      let id = "who-holds-\(UInt64.random(in: .min ... .max))"
      return try await peers.connection(to: host).call(WhoHolds(epoch: epoch), id: id, deadline: .seconds(5))
    } catch {
      return .unreachable
    }
  }

  private static func failure(of effect: WorkersEffect, _ finding: Finding) -> WorkersEvent? {
    switch effect {
    case .clearRestartPolicies, .stopWorkers: .stopFailed(finding)
    case .supplyEnvironment, .startWorkers: .failed(finding)
    case .castYes, .castNo, .discardStaged, .askHolders, .answer: nil
    }
  }
}
