import Cutover
import Logging
import Protocol
import Redis

/// Makes a Redis of this host follow another host's through the relay, keeps that over the agent's own restart, and ends
/// it. One plain end a container.
actor ReplicationFollower {
  private let access: RedisAccess
  private let state: AgentState
  private let peers: PeerAgents
  private let logger: Logger
  private var ends: [String: PlainEnd] = [:]

  init(access: RedisAccess, state: AgentState, peers: PeerAgents, logger: Logger) {
    self.access = access
    self.state = state
    self.peers = peers
    self.logger = logger
  }

  /// Opens the plain end and tells the follower to connect there.
  /// - Returns: where the plain end is.
  func attach(_ order: Attach) async throws(ProtocolError) -> String {
    let location = try await access.locate(order.follower)
    await close(order.follower.container)
    let end = try await open(order, location: location, port: 0)
    let link = ReplicationLink(
      follower: order.follower, leaderHost: order.leaderHost, leader: order.leader, fullCopy: order.fullCopy,
      address: location.gateway, port: end.port)
    try await state.remember(.attached(link))
    try await access.withConnection(order.follower) { connection throws(RedisError) in
      // A password meant for another leader would end the link for ever (`redis-bullmq.md`, P2).
      try await connection.perform(.configSet("masterauth", ""))
      try await connection.perform(.configSet("replica-read-only", "yes"))
      try await connection.perform(.configSet("repl-timeout", "300"))
      try await connection.perform(.replicaOf(host: link.address, port: link.port))
      try await Self.keepInConfigurationFile(connection)
    }
    return "\(link.address):\(link.port)"
  }

  /// Ends the following: read-only, following nobody. It does not become a master.
  func detach(_ follower: RedisReference) async throws(ProtocolError) {
    try await awaitLoaded(follower, limit: .seconds(540))
    try await access.withConnection(follower) { connection throws(RedisError) in
      // Somebody may have made it writable: then a fence alone is void (`safety.md`, trap 6).
      try await connection.perform(.configSet("replica-read-only", "yes"))
      try await connection.perform(.fence)
      try await Self.keepInConfigurationFile(connection)
    }
    await close(follower.container)
    try await state.remember(.detached(container: follower.container))
  }

  /// A Redis that loads what was copied refuses `REPLICAOF` until it is done.
  private func awaitLoaded(_ follower: RedisReference, limit: Duration) async throws(ProtocolError) {
    let deadline = ContinuousClock.now + limit
    while try await access.withConnection(
      follower,
      { connection throws(RedisError) in try await connection.information(.persistence).persistence.isLoading == true })
    {
      guard ContinuousClock.now < deadline else {
        throw ProtocolError(
          .deadlineExceeded, "\(follower.container) has been loading its data for \(limit)",
          next: "wait until it is loaded (INFO persistence: loading:0), then `coordinator abort`")
      }
      do {
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        throw ProtocolError(.cancelled, "the wait for \(follower.container) to load was cancelled")
      }
    }
  }

  /// A promoted Redis follows nobody any more: its plain end is closed and not opened again.
  func release(_ promoted: RedisReference) async {
    await close(promoted.container)
    do {
      try await state.remember(.detached(container: promoted.container))
    } catch {
      logger.error("the end of a relay is not on record", metadata: ["error": "\(error)"])
    }
  }

  /// From the arming on what the follower has is not replaced: the leader may die inside the cut and come back with
  /// nothing, and a full copy of nothing would take the last whole copy (`safety.md`, trap 4; found by the simulation).
  func refuseFullCopies(_ container: String) async throws(ProtocolError) {
    guard let link = await state.restorable.links[container], link.fullCopy else { return }
    try await state.remember(
      .attached(
        ReplicationLink(
          follower: link.follower, leaderHost: link.leaderHost, leader: link.leader, fullCopy: false,
          address: link.address, port: link.port)))
    ends[container]?.refuseFullCopies()
  }

  /// Opens the plain ends again that the journal says are in use: the agent was restarted, the followers were not.
  func resume() async {
    let restorable = await state.restorable
    // A leader would fork for each copy that a lost follower asks for and may not have.
    for link in restorable.links.values where restorable.lostLinks[link.follower.container] == nil {
      do throws(ProtocolError) {
        let order = Attach(
          follower: link.follower, leaderHost: link.leaderHost, leader: link.leader, fullCopy: link.fullCopy)
        _ = try await open(order, location: try await access.locate(link.follower), port: link.port)
        logger.notice("relay resumed", metadata: ["follower": "\(link.follower.container)", "port": "\(link.port)"])
      } catch {
        logger.warning("relay not resumed", metadata: ["follower": "\(link.follower.container)", "error": "\(error)"])
      }
    }
  }

  /// Since when and why a follower cannot go on without a full copy; durable before it is told.
  func lostLink(of container: String) async throws(ProtocolError) -> LostLink? {
    if let lost = await state.restorable.lostLinks[container] { return lost }
    guard let lost = reading(of: container)?.lost else { return nil }
    try await state.remember(.linkLost(container: container, lost))
    return lost
  }

  /// Makes durable what the relays have seen since this was last asked.
  func keepLosses() async {
    for container in ends.keys.sorted() {
      do throws(ProtocolError) {
        _ = try await lostLink(of: container)
      } catch {
        logger.error("the loss of a link is not on record", metadata: ["error": "\(error)"])
      }
    }
  }

  /// What a follower's relay has carried; `nil` without one.
  func reading(of container: String) -> RelayMeter.Reading? { ends[container]?.meter.reading }

  /// Waits until a follower's link is up.
  func awaitLink(_ follower: RedisReference, limit: Duration) async throws(ProtocolError) {
    let deadline = ContinuousClock.now + limit
    let connection = try await access.connect(follower)
    do {
      while true {
        if try await connection.information(.replication).replication.master?.isUp == true { break }
        guard ContinuousClock.now < deadline else {
          throw ProtocolError(
            .deadlineExceeded,
            "\(follower.container) did not link up within \(limit): \(reading(of: follower.container)?.refusal ?? "no answer")",
            next: "look at the agents' journals: journalctl -u cutover-agent")
        }
        try await Task.sleep(for: .milliseconds(5))
      }
      await connection.close()
    } catch {
      await connection.close()
      throw Self.wireError(error)
    }
  }

  private func open(
    _ order: Attach, location: RedisAccess.Location, port: Int
  ) async throws(ProtocolError) -> PlainEnd {
    let plan = PlainEnd.Plan(
      address: location.gateway, port: port, followerAddress: location.address, leaderHost: order.leaderHost,
      leader: order.leader, policy: order.fullCopy ? .fullAllowed : .partialOnly)
    let end = try await PlainEnd.open(plan, peers: peers, logger: logger)
    ends[order.follower.container] = end
    return end
  }

  private func close(_ container: String) async {
    await ends.removeValue(forKey: container)?.close()
  }

  /// A follower that restarts must come up as one: its own configuration file says so (`safety.md`, trap 3). A Redis that
  /// was started without a file has none to write; its agent keeps its restarts.
  static func keepInConfigurationFile(_ connection: RedisConnection) async throws(RedisError) {
    let file = try await connection.information(.server).server.configurationFile ?? ""
    if !file.isEmpty { try await connection.perform(.configRewrite) }
  }

  static func wireError(_ error: any Error) -> ProtocolError {
    switch error {
    case let error as ProtocolError: error
    case let error as RedisError: ProtocolError(error)
    case is CancellationError: ProtocolError(.cancelled, "the asker no longer waits")
    default: ProtocolError(.internalError, "\(error)")
    }
  }
}
