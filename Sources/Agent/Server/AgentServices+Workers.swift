import Cutover
import Docker
import Protocol

/// Verbs that stop, move and start workers.
extension AgentServices {
  /// Writes the new env file beside the old one.
  func stageEnvironment(
    _ verb: StageEnvironment, _ context: RequestContext<StageEnvironment>
  ) async throws(ProtocolError) -> StageEnvironment.Reply {
    let grant = try context.grant
    let project = verb.workers.project
    let values = await state.restorable
    let staging = try await environment(verb.workers).stage(
      verb.content, previous: values.flippedEnvironments[project]?.last?.record, run: grant.run.rawValue)
    try await state.remember(.workersNamed(verb.workers))
    try await state.remember(.environmentStaged(project: project, staging.record))
    let run = WorkersRun(grant: grant, leader: verb.leader, follower: verb.follower)
    _ = try await shell(verb.workers, grant).perform(.staged(run, file: staging.record.staged))
    return StageEnvironment.Reply(
      variable: staging.facts, redactedAfter: staging.after.description, redis: staging.after.address)
  }

  /// Removes the staged file.
  func discardEnvironment(
    _ verb: DiscardEnvironment, _ context: RequestContext<DiscardEnvironment>
  ) async throws(ProtocolError) -> Done {
    let grant = try context.grant
    _ = try await shell(verb.workers, grant).perform(.discardStaged(grant))
    return Done()
  }

  /// Stops the workers.
  func drain(_ verb: Drain, _ context: RequestContext<Drain>) async throws(ProtocolError) -> Drain.Reply {
    let grant = try context.grant
    let policies = try await containers(verb.workers).restartPolicies().map { service, policy in
      Cutover.RestartPolicy(service: service, policy: "\(policy)")
    }.sorted { $0.service < $1.service }
    var shell = try shell(verb.workers, grant)
    shell.graceSeconds = verb.graceSeconds
    shell.stopped = { context.progress(Drain.Progress(service: $0, remaining: $1)) }
    return Drain.Reply(stopped: try await shell.order(.drain(grant, policies: policies)).stopped)
  }

  /// Starts the workers again where they were.
  func resumeWorkers(
    _ verb: ResumeWorkers, _ context: RequestContext<ResumeWorkers>
  ) async throws(ProtocolError) -> ResumeWorkers.Reply {
    let grant = try context.grant
    _ = try await shell(verb.workers, grant).order(.start(.old, grant))
    return ResumeWorkers.Reply(workers: try await containers(verb.workers).facts())
  }

  /// Puts the staged env file in place.
  func flip(_ verb: Flip, _ context: RequestContext<Flip>) async throws(ProtocolError) -> Flip.Reply {
    let grant = try context.grant
    _ = try await shell(verb.workers, grant).order(.flip(grant))
    guard let record = await state.restorable.flippedEnvironments[verb.workers.project]?.last?.record else {
      throw ProtocolError(.internalError, "the flip of \(verb.workers.project) left no record")
    }
    return Flip.Reply(file: record.file, kept: record.previous)
  }

  /// Starts the workers on the new side, and proves each one's own environment.
  func startWorkers(
    _ verb: StartWorkers, _ context: RequestContext<StartWorkers>
  ) async throws(ProtocolError) -> StartWorkers.Reply {
    let grant = try context.grant
    _ = try await shell(verb.workers, grant).order(.start(.new, grant))
    let workers = try await containers(verb.workers).facts()
    let wrong = workers.filter { !$0.running || $0.redis != verb.redis }
    guard wrong.isEmpty else {
      let words = wrong.map { "\($0.service) is \($0.state) with \($0.redis ?? "no Redis")" }
      throw ProtocolError(
        .docker, "\(words.joined(separator: ", ")); every worker must run with \(verb.redis)",
        next: "docker compose logs in \(verb.workers.project), then `coordinator resume`")
    }
    return StartWorkers.Reply(workers: workers)
  }

  /// The shell of a project whose run has lost its coordinator; `nil` where no run has touched it.
  func shellAlone(_ reference: WorkersReference) async throws(ProtocolError) -> WorkersShell? {
    guard let grant = await state.grant(of: reference.project) else { return nil }
    return try shell(reference, grant)
  }

  /// The shell of a project in a run.
  func shell(_ reference: WorkersReference, _ grant: Grant) throws(ProtocolError) -> WorkersShell {
    WorkersShell(
      ownHost: HostID(rawValue: configuration.host), state: state, peers: peers, containers: try containers(reference),
      environment: try environment(reference),
      run: grant.run)
  }
}

extension RequestContext {
  /// The run and the epoch that the request was made under.
  /// - Throws: ``ProtocolError`` with `epochStale` outside a run.
  var grant: Grant {
    get throws(ProtocolError) {
      guard let run = header.run, let epoch = header.epoch else {
        throw ProtocolError(.epochStale, "`\(header.verb.rawValue)` was asked outside a run", next: "start a run")
      }
      return Grant(epoch: epoch, run: run)
    }
  }
}
