import Cutover
import Protocol
import Redis

/// Verbs that bring the target up and make it follow.
extension AgentServices {
  /// Brings the target Redis up.
  func provision(
    _ verb: Provision, _ context: RequestContext<Provision>
  ) async throws(ProtocolError) -> Provision.Reply {
    try await redisProvision.provision(verb, run: try context.grant.run)
  }

  /// Removes what `provision` made.
  func removeProvisioned(
    _ verb: RemoveProvisioned, _ context: RequestContext<RemoveProvisioned>
  ) async throws(ProtocolError) -> RemoveProvisioned.Reply {
    RemoveProvisioned.Reply(removed: try await redisProvision.remove(verb, run: try context.grant.run))
  }

  /// Sets the leading Redis up for the copy.
  func prepareLeader(
    _ verb: PrepareLeader, _ context: RequestContext<PrepareLeader>
  ) async throws(ProtocolError) -> PrepareLeader.Reply {
    // A fenced holder may have come back with less: a copy of it would replace the last whole one.
    try await requireServing(verb.redis)
    try await watch(.leader, seconds: verb.holdSeconds, under: try context.grant)
    try await state.remember(.leaderNamed(verb.redis))
    return PrepareLeader.Reply(changes: try await LeaderSettings(access: redis, state: state).prepare(verb.redis))
  }

  /// Puts the leading Redis's settings and its restart policy back.
  func restoreLeader(
    _ verb: RestoreLeader, _: RequestContext<RestoreLeader>
  ) async throws(ProtocolError) -> RestoreLeader.Reply {
    try await restoreLeader(verb.redis)
  }

  /// By order, or because nobody watches the copy any more.
  func restoreLeader(_ reference: RedisReference) async throws(ProtocolError) -> RestoreLeader.Reply {
    let reply = try await LeaderSettings(access: redis, state: state).restore(reference)
    if await state.restorable.restartPolicies[reference.container] != nil {
      try await requireServing(reference)
      try await forgetLeader(reference)
    }
    try await RestartGuard(docker: docker, state: state).putBack(reference.container)
    return reply
  }

  /// One that has followed has `replicaof` in its configuration file, which its agent minded after each restart. From here
  /// on nobody does: restarted by Docker, it would come up as a follower of nobody and refuse every write.
  private func forgetLeader(_ reference: RedisReference) async throws(ProtocolError) {
    guard case .hold = await state.pen.pen, await state.restorable.hasFollowed(reference.container) else { return }
    try await redis.withConnection(reference) { connection throws(RedisError) in
      let information = try await connection.information()
      guard information.replication.role == .master else { return }
      if let file = information.server.configurationFile, !file.isEmpty { try await connection.perform(.configRewrite) }
    }
  }

  /// The copy ends by itself when nobody watches it; durable before anything is changed.
  private func watch(_ role: HoldRole, seconds: Int?, under grant: Grant) async throws(ProtocolError) {
    guard let seconds, seconds >= 0 else { return }
    _ = try await state.handle(.prepared(Hold(role: role, grant: grant, seconds: UInt64(seconds))))
  }

  /// A Redis that holds the pen and was left fenced by a cut is not copied, and gets no restart policy back: it would come
  /// up unchecked.
  private func requireServing(_ reference: RedisReference) async throws(ProtocolError) {
    guard case .hold = await state.pen.pen else { return }
    // One that was restarted inside a cut is about to be compared and let serve.
    let limit = ContinuousClock.now + .seconds(8)
    repeat {
      let replication = try await redis.withConnection(reference) { connection throws(RedisError) in
        try await connection.information(.replication).replication
      }
      if replication.role == .master { return }
      guard (try? await Task.sleep(for: .milliseconds(200))) != nil else { break }
    } while ContinuousClock.now < limit
    throw ProtocolError(
      .precondition, "\(reference.container) holds the pen and is fenced; it must serve",
      next: "look at `coordinator status`: it serves when its agent has found its data")
  }

  /// Makes a Redis of this host follow another host's.
  func attach(_ verb: Attach, _ context: RequestContext<Attach>) async throws(ProtocolError) -> Attach.Reply {
    try await requireNoPen()
    try await watch(.follower, seconds: verb.holdSeconds, under: try context.grant)
    return Attach.Reply(relay: try await replication.attach(verb))
  }

  /// Only a Redis without the pen may be made to follow, or to stop following: the one that holds it serves.
  private func requireNoPen() async throws(ProtocolError) {
    switch await state.pen.pen {
    case .not: return
    case .hold, .cut, nil:
      throw ProtocolError(
        .refused,
        "the pen's record here is \(await state.pen.pen.map(\.description) ?? "none"); a follower's must be NOT",
        next: "look at `coordinator status`: this Redis may be the one that serves")
    }
  }

  /// Waits for a whole copy.
  func awaitSync(
    _ verb: AwaitSync, _ context: RequestContext<AwaitSync>
  ) async throws(ProtocolError) -> AwaitSync.Reply {
    try await SyncWait(access: redis, replication: replication).wait(verb, progress: context.progress)
  }

  /// Ends the following, and puts the follower's restart policy back.
  func detach(_ verb: Detach, _: RequestContext<Detach>) async throws(ProtocolError) -> Done {
    try await detach(verb.follower)
    return Done()
  }

  /// By order, or because nobody watches the copy any more.
  func detach(_ follower: RedisReference) async throws(ProtocolError) {
    try await requireNoPen()
    try await replication.detach(follower)
    try await RestartGuard(docker: docker, state: state).putBack(follower.container)
  }

  private var redisProvision: RedisProvision {
    RedisProvision(access: redis, state: state, compose: compose, configuration: configuration)
  }
}
