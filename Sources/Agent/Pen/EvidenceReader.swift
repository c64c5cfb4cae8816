import Cutover
import Docker
import Protocol
import Redis

/// Reads what a vote rests on, for this question and no other: the Redis, the workers, the pen, the lease.
struct EvidenceReader: Sendable {
  let services: AgentServices

  /// Everything that this host must see in its roles.
  func evidence(_ question: CastVote) async throws(ProtocolError) -> Evidence {
    var evidence = Evidence(
      leaseLive: try await services.state.isLeaseLive(), pen: await services.state.pen.pen)
    if let redis = question.redis { evidence.redis = try? await redisEvidence(redis, question) }
    if question.roles.contains(.worker) { evidence.workers = try? await workersEvidence(question.workers) }
    return evidence
  }

  private func redisEvidence(_ redis: RedisReference, _ question: CastVote) async throws(ProtocolError) -> RedisEvidence
  {
    let isLeader = question.roles.contains(.leader)
    return try await services.redis.withConnection(redis) { connection throws(RedisError) in
      let information = try await connection.information()
      let readOnly = try await connection.configuration("replica-read-only")["replica-read-only"]
      var active: UInt64 = 0
      if isLeader {
        let reader = QueueDepthReader(queues: question.queues, prefix: question.prefix)
        let counts = try await reader.read(from: connection)
        active = counts.reduce(0) { $0 + UInt64(max(0, $1.active)) }
      }
      return try Self.evidence(information, replicaReadOnly: readOnly == "yes", active: active, question: question)
    }
  }

  private static func evidence(
    _ information: RedisInformation, replicaReadOnly: Bool, active: UInt64, question: CastVote
  ) throws(RedisError) -> RedisEvidence {
    let (replication, persistence) = (information.replication, information.persistence)
    let position = ReplicationPosition(
      replicationID: replication.replicationID ?? "",
      offset: UInt64(replication.master?.appliedOffset ?? replication.offset ?? 0))
    let isOnline = replication.replicas.contains { $0.state == "online" }
    return RedisEvidence(
      role: replication.role == .master ? .master : .replica,
      identity: RedisIdentity(runID: information.server.runID ?? ""), position: position,
      linkUp: replication.master?.isUp ?? isOnline,
      syncInProgress: replication.master?.isSyncInProgress ?? false, loading: persistence.isLoading ?? true,
      lagBytes: lag(position, behind: question.leaderPosition), replicaReadOnly: replicaReadOnly,
      appendOnly: AppendOnlyEvidence(persistence), activeJobs: active)
  }

  /// How far behind; unknown without a leader's position of the same history.
  private static func lag(_ position: ReplicationPosition, behind leader: ReplicationPosition?) -> UInt64? {
    guard let leader, leader.replicationID == position.replicationID else { return nil }
    return leader.offset > position.offset ? leader.offset - position.offset : 0
  }

  private func workersEvidence(_ references: [WorkersReference]) async throws(ProtocolError) -> WorkersEvidence {
    var evidence = WorkersEvidence(running: [], stopsInFlight: false, restartable: [], environmentStaged: true)
    for reference in references {
      for worker in try await services.containers(reference).facts() {
        if worker.running { evidence.running.append(worker.service) }
        if worker.restartPolicy != "no" { evidence.restartable.append(worker.service) }
      }
      if await services.state.restorable.stagedEnvironments[reference.project] == nil {
        evidence.environmentStaged = false
      }
    }
    return evidence
  }
}

extension AppendOnlyEvidence {
  /// From `INFO persistence`; what it does not say counts as the worse.
  init(_ persistence: PersistenceInformation) {
    self.init(
      enabled: persistence.isAOFEnabled ?? false, rewriteInProgress: persistence.isAOFRewriteInProgress ?? true,
      rewriteScheduled: persistence.isAOFRewriteScheduled ?? true,
      lastRewriteOK: persistence.lastAOFRewriteSucceeded ?? false,
      lastWriteOK: persistence.lastAOFWriteSucceeded ?? false)
  }
}
