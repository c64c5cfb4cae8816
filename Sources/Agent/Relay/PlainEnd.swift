import Cutover
import Logging
import NIOCore
import NIOPosix
import Protocol
import Synchronization
import Transport

/// The end of the relay beside the following Redis: a plain socket on the gateway of that container's network, open only
/// while attached, for one connection at a time, from that container's address, carrying nothing but replication
/// (design, "attach/sync").
final class PlainEnd: Sendable {
  /// Bytes carried and what happened.
  let meter = RelayMeter()
  /// Where the follower is told to connect.
  let port: Int

  private let channel: any Channel
  private let policy: Mutex<RelayHandshake.Policy>

  private init(channel: any Channel, port: Int, policy: RelayHandshake.Policy) {
    self.channel = channel
    self.port = port
    self.policy = Mutex(policy)
  }

  /// What a plain end needs to know.
  struct Plan: Sendable {
    /// The gateway's address, to listen on.
    let address: String
    /// The port; 0 for any.
    let port: Int
    /// The only address that may connect.
    let followerAddress: String
    /// The host of the leading Redis.
    let leaderHost: HostID
    /// The leading Redis.
    let leader: RedisReference
    /// Whether a full copy may pass.
    let policy: RelayHandshake.Policy
  }

  /// Opens the socket.
  /// - Throws: ``ProtocolError`` with `precondition` when the address or the port cannot be had.
  static func open(_ plan: Plan, peers: PeerAgents, logger: Logger) async throws(ProtocolError) -> PlainEnd {
    let opened = Mutex<PlainEnd?>(nil)
    let busy = Mutex(false)
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    do {
      // Accepted connections live on the same loop as the listener, so "one at a time" needs no more than a flag.
      let channel = try await ServerBootstrap(group: loop)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.autoRead, value: false)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { child in
          guard let end = opened.withLock({ $0 }), child.remoteAddress?.ipAddress == plan.followerAddress else {
            logger.warning(
              "relay: refused a connection", metadata: ["from": "\(child.remoteAddress?.description ?? "?")"])
            return child.close()
          }
          let isFree = busy.withLock { busy in
            defer { busy = true }
            return !busy
          }
          guard isFree else {
            logger.warning("relay: refused a second connection")
            return child.close()
          }
          child.closeFuture.whenComplete { _ in busy.withLock { $0 = false } }
          end.meter.begin()
          return child.eventLoop.makeFutureWithTask {
            try await end.join(child, plan: plan, peers: peers, logger: logger)
          }
        }
        .bind(host: plan.address, port: plan.port).get()
      let end = PlainEnd(channel: channel, port: channel.localAddress?.port ?? 0, policy: plan.policy)
      opened.withLock { $0 = end }
      return end
    } catch {
      throw ProtocolError(
        .precondition, "the relay's plain end cannot listen on \(plan.address):\(plan.port)",
        next: "check that the container's network still has this gateway: docker network inspect", cause: "\(error)")
    }
  }

  /// From now on a connection may only go on where the follower is: what it has is not replaced.
  func refuseFullCopies() { policy.withLock { $0 = .partialOnly } }

  /// Closes the socket and the connection that it carries.
  func close() async {
    try? await channel.close().get()
  }

  /// Reaches the leading end and splices.
  private func join(_ child: any Channel, plan: Plan, peers: PeerAgents, logger: Logger) async throws {
    do {
      let connection = try await peers.connect(to: plan.leaderHost, on: child.eventLoop)
      _ = try await connection.call(OpenRelay(leader: plan.leader), id: "relay", deadline: .seconds(10))
      let upstream = try await connection.becomeStream()
      let (listener, meter) = (channel, self.meter)
      let policy = policy.withLock { $0 }
      try await child.eventLoop.submit {
        let (front, back) = SpliceHandler.pair()
        // The follower would ask again every second, and each time make the leader fork for a copy that may not pass.
        let filter = RelayFilter(policy: policy, meter: meter, logger: logger) { listener.close(promise: nil) }
        try child.pipeline.syncOperations.addHandlers([filter, front])
        try upstream.pipeline.syncOperations.addHandler(back)
        try upstream.syncOptions?.setOption(.autoRead, value: true)
        try child.syncOptions?.setOption(.autoRead, value: true)
      }.get()
      logger.notice("relay joined", metadata: ["leader": "\(plan.leader.container)@\(plan.leaderHost)"])
    } catch {
      logger.warning("relay: the leading end cannot be reached", metadata: ["error": "\(error)"])
      throw error
    }
  }
}
