import NIOCore
import NIOPosix
import Protocol
import Redis

/// The end of the relay beside the leading Redis. The follower's agent asks for it; from then on the connection between
/// the agents carries the replication stream. This end knows the Redis's password, so nobody else needs it
/// (design, "attach/sync").
struct LeadingEnd: Sendable {
  let access: RedisAccess

  /// Turns a connection into a relay: opens the Redis, answers the request, takes the framing out, and joins the two.
  /// Returns when either side has closed.
  /// - Throws: ``ProtocolError``; the asker has been told, unless the connection itself broke.
  func becomeRelay(
    _ channel: any Channel, header: RequestHeader, frame: ByteBuffer, peer: PeerIdentity,
    outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async throws {
    let coder = MessageCoder()
    let upstream: any Channel
    do throws(ProtocolError) {
      let request = try coder.decode(RequestMessage<OpenRelay>.self, from: frame)
      upstream = try await dial(request.body.leader, on: channel.eventLoop)
    } catch {
      try await outbound.write(try coder.encode(AnswererMessage(kind: .failure, id: header.id, error: error)))
      throw error
    }
    // The asker speaks Redis as soon as it has the answer; read before the splice is there, that would be taken for a frame,
    // and the follower would wait for an answer to its PING until it gives up.
    try await channel.setOption(.autoRead, value: false).get()
    try await outbound.write(try coder.encode(AnswerMessage(kind: .reply, id: header.id, body: Done())))
    try await Self.join(channel, upstream)
    try await channel.closeFuture.get()
  }

  /// Connects to the leading Redis and authenticates where it asks for a password.
  private func dial(_ leader: RedisReference, on loop: any EventLoop) async throws(ProtocolError) -> any Channel {
    let location = try await access.locate(leader)
    let password = try access.password(of: leader)
    let authenticated = loop.makePromise(of: Void.self)
    do {
      let channel = try await ClientBootstrap(group: loop)
        .connectTimeout(.seconds(5))
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            // Nothing is read before somebody takes it: what the Redis says belongs to the follower.
            let authentication = LeadingAuthentication(password: password, done: authenticated)
            try channel.pipeline.syncOperations.addHandler(authentication)
          }
        }
        .connect(to: try SocketAddress(ipAddress: location.address, port: location.port)).get()
      try await authenticated.futureResult.get()
      return channel
    } catch {
      let failure =
        (error as? ProtocolError)
        ?? ProtocolError(.redis, "the leading Redis \(leader.container) cannot be reached", cause: "\(error)")
      authenticated.fail(failure)
      throw failure
    }
  }

  /// Takes the framing off the agents' connection and splices it with the Redis's.
  private static func join(_ channel: any Channel, _ upstream: any Channel) async throws {
    try await channel.eventLoop.submit {
      let (front, back) = SpliceHandler.pair()
      let pipeline = channel.pipeline.syncOperations
      // The splice comes first of what stays: the async channel behind it sees nothing of the stream.
      try pipeline.addHandler(front, position: .after(try pipeline.handler(type: FrameEncoder.self)))
      for name in FrameHandlers.all { pipeline.removeHandler(name: name, promise: nil) }
      try upstream.pipeline.syncOperations.addHandler(back)
      try upstream.syncOptions?.setOption(.autoRead, value: true)
      try channel.syncOptions?.setOption(.autoRead, value: true)
    }.get()
  }
}
