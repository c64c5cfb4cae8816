import Cutover
import Docker
import Protocol
import Redis

/// The receiving end of a cut, beside the following Redis: is armed, waits for positions, reads, and promotes when the
/// pen's machine has recorded it. It keeps one open connection to its Redis from arming on: nobody waits for one inside
/// the pause.
actor Receiver {
  private struct Session {
    let attempt: Attempt
    let redis: RedisReference
    let connection: RedisConnection
  }

  private let access: RedisAccess
  private let state: AgentState
  private let restart: RestartGuard
  private var session: Session?

  init(access: RedisAccess, state: AgentState) {
    self.access = access
    self.state = state
    self.restart = RestartGuard(docker: access.docker, state: state)
  }

  /// Gets ready for an attempt: takes the Redis's restart policy away, reads it back, opens the connection, and records
  /// ARMED.
  func arm(_ order: Arm) async throws(ProtocolError) -> ArmAnswer {
    #if DEBUG
      await Fault.meet(.before, "arm")
    #endif
    let restartsByItself = try await !restart.take(order.redis.container)
    let connection = try await access.connect(order.redis)
    do throws(ProtocolError) {
      let observed = try await observe(connection, restartsByItself: restartsByItself)
      let answer = try await record(order, observed)
      if case .armed = answer {
        await session?.connection.close()
        session = Session(attempt: order.attempt, redis: order.redis, connection: connection)
        #if DEBUG
          await Fault.meet(.after, "arm")
        #endif
      } else {
        await connection.close()
      }
      return answer
    } catch {
      await connection.close()
      throw error
    }
  }

  private func record(_ order: Arm, _ observed: FollowerObservation) async throws(ProtocolError) -> ArmAnswer {
    let effects = try await state.handle { granted in
      .arm(order.attempt, expected: order.expected, observed: observed, granted: granted)
    }
    for case .answerArm(let answer) in effects { return answer }
    throw ProtocolError(.internalError, "arming had no answer")
  }

  /// Waits until the Redis has applied everything up to a position.
  func awaitPosition(_ order: AwaitPosition) async throws(ProtocolError) -> ReplicationPosition {
    let connection = try await connection(to: order.redis)
    return try await reach(order.position, connection, milliseconds: order.milliseconds)
  }

  /// Waits for the fenced position, then reads the Redis and its queues in one pipeline.
  func compare(_ order: Compare) async throws(ProtocolError) -> ReceiverReading {
    let connection = try await connection(to: order.redis)
    _ = try await reach(order.position, connection, milliseconds: order.milliseconds)
    let reader = QueueDepthReader(queues: order.queues, prefix: order.prefix)
    do {
      let sections: [RedisCommand] = [.info(.server), .info(.replication), .info(.persistence)]
      let replies = try await connection.send(sections + reader.commands)
      let texts = replies.prefix(sections.count).compactMap(\.string)
      let information = RedisInformation(parsing: texts.joined(separator: "\r\n"))
      let observed = try Self.observation(information, restartsByItself: false)
      let counts = try reader.counts(of: Array(replies.dropFirst(sections.count)), from: connection.endpoint)
      return ReceiverReading(
        role: observed.role, identity: observed.identity, position: observed.position,
        linkUp: information.replication.master?.isUp ?? false, replicaReadOnly: observed.replicaReadOnly,
        appendOnly: AppendOnlyEvidence(information.persistence),
        depths: counts.map(QueueDepth.init).sorted { $0.name < $1.name })
    } catch let error as RedisError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// Takes the pen, if everything is as the order says: the record first, then the Redis.
  func promote(_ order: PromoteOrder) async throws(ProtocolError) -> PromoteAnswer {
    guard let session, session.attempt == order.attempt else {
      return .refused(
        Finding(observed: "this agent is not armed for \(order.attempt)", required: "to be armed", next: ""))
    }
    let observed = try await observe(session, order)
    #if DEBUG
      await Fault.meet(.before, "recordPromotion")
    #endif
    var queue = try await state.handle { granted in .promote(order, observed: observed, granted: granted) }
    var answer: PromoteAnswer?
    while !queue.isEmpty {
      switch queue.removeFirst() {
      case .answerPromote(let given): answer = given
      case .promoteRedis(let attempt):
        let event = await tellRedis(attempt, session.connection)
        queue += try await state.handle(event)
      case .clearRestartPolicy:
        // Taken and read back when it was armed; nothing to do inside the pause.
        break
      case .answerHolder, .answerAbort, .abortCut, .answerCut, .penReturned, .penYielded, .answerArm, .answerBar,
        .verifyHolder, .recoverCut, .keepFenced:
        break
      }
    }
    guard let answer else { throw ProtocolError(.internalError, "promoting had no answer") }
    return answer
  }

  /// Makes an attempt impossible, durably.
  func bar(_ attempt: Attempt) async throws(ProtocolError) -> BarAnswer {
    for case .answerBar(let answer) in try await state.handle(.bar(attempt)) {
      if let session, session.attempt <= attempt, case .barred = answer {
        await session.connection.close()
        self.session = nil
      }
      return answer
    }
    throw ProtocolError(.internalError, "barring had no answer")
  }

  /// Gives the promoted Redis's data the pen's marker, after the pause, and lets the connection go. Its configuration file
  /// is left as it is, with `replicaof`: restarted, it comes up read-only until its agent has found the marker.
  /// - Returns: the Redis that was promoted; `nil` where the marker is not there: the pen's keeper tries again.
  func settle(fleet: String) async -> RedisReference? {
    guard let session else { return nil }
    self.session = nil
    let epoch = session.attempt.epoch
    do {
      try await session.connection.perform(.set(PenMarker.key, PenMarker(fleet: fleet, pen: epoch).text))
      await session.connection.close()
      try await state.remember(.penMarked(container: session.redis.container, epoch))
      return session.redis
    } catch {
      await session.connection.close()
      return nil
    }
  }

  private func observe(_ session: Session, _ order: PromoteOrder) async throws(ProtocolError) -> FollowerObservation {
    let observed = try await observe(session.connection, restartsByItself: false)
    #if DEBUG
      if Fault.active == .promoteBeforeEquality {
        return FollowerObservation(
          role: observed.role, identity: observed.identity, position: order.position,
          replicaReadOnly: observed.replicaReadOnly, restartsByItself: false)
      }
    #endif
    return observed
  }

  private func tellRedis(_ attempt: Attempt, _ connection: RedisConnection) async -> PenEvent {
    #if DEBUG
      await Fault.meet(.before, "tellRedis")
    #endif
    do {
      try await connection.perform(.replicaOfNoOne)
      #if DEBUG
        await Fault.meet(.after, "tellRedis")
      #endif
      return .redisPromoted(attempt)
    } catch {
      return .redisPromotionFailed(
        attempt, Finding(observed: error.message, required: "OK to REPLICAOF NO ONE", next: error.remedy))
    }
  }

  private func connection(to redis: RedisReference) async throws(ProtocolError) -> RedisConnection {
    if let session, session.redis == redis, session.connection.isOpen { return session.connection }
    throw ProtocolError(.precondition, "this agent is not armed; it reads for a cut only when it is")
  }

  private func reach(
    _ position: ReplicationPosition, _ connection: RedisConnection, milliseconds: Int
  ) async throws(ProtocolError) -> ReplicationPosition {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    while true {
      let found: ReplicationPosition
      do {
        let replication = try await connection.information(.replication).replication
        found = ReplicationPosition(
          replicationID: replication.replicationID ?? "",
          offset: UInt64(replication.master?.appliedOffset ?? replication.offset ?? 0))
      } catch {
        throw ProtocolError(error)
      }
      if found.replicationID == position.replicationID, found.offset >= position.offset { return found }
      guard ContinuousClock.now < deadline else {
        throw ProtocolError(
          .deadlineExceeded, "the follower is at \(found) after \(milliseconds) ms; it must be at \(position)",
          next: "look at the lag in `coordinator status`, and try again when it is small")
      }
    }
  }

  private func observe(
    _ connection: RedisConnection, restartsByItself: Bool
  ) async throws(ProtocolError) -> FollowerObservation {
    do {
      let replies = try await connection.send([.info(.server), .info(.replication)])
      let information = RedisInformation(parsing: replies.compactMap(\.string).joined(separator: "\r\n"))
      return try Self.observation(information, restartsByItself: restartsByItself)
    } catch let error as RedisError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  private static func observation(
    _ information: RedisInformation, restartsByItself: Bool
  ) throws(ProtocolError) -> FollowerObservation {
    let replication = information.replication
    guard let runID = information.server.runID, let role = replication.role, let id = replication.replicationID else {
      throw ProtocolError(.redis, "the Redis's INFO lacks run_id, role or master_replid")
    }
    return FollowerObservation(
      role: role == .master ? .master : .replica, identity: RedisIdentity(runID: runID),
      position: ReplicationPosition(
        replicationID: id, offset: UInt64(replication.master?.appliedOffset ?? replication.offset ?? 0)),
      replicaReadOnly: replication.master?.isReadOnly ?? false, restartsByItself: restartsByItself)
  }
}
