import Cutover
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Protocol

/// A connection to an agent: typed calls, any number at once, each with its own deadline. The coordinator holds one to
/// each agent; agents hold one to each other around the cut.
public final class AgentConnection: Sendable {
  /// Who answered, by its certificate.
  public let peer: PeerIdentity

  private let channel: any Channel
  private let end: ConnectionEnd

  private init(channel: any Channel, peer: PeerIdentity, end: ConnectionEnd) {
    self.channel = channel
    self.end = end
    self.peer = peer
  }

  /// Dials an agent and checks that it is the one expected.
  /// - Parameters:
  ///   - address: an IP address; names are not resolved, so that nothing but the fleet file decides whom we reach.
  ///   - port: the agent's port.
  ///   - identity: what we show and trust.
  ///   - expected: who must answer.
  ///   - timeout: how long connecting and the handshake may take, each.
  ///   - keepalive: how often a silent peer is asked whether it lives; twice this without a word ends the connection.
  ///   - group: the event loops to run on.
  /// - Throws: ``ProtocolError`` with `unreachable` or `identityRefused`.
  public static func connect(
    address: String, port: Int, identity: TLSIdentity, expected: PeerIdentity, timeout: TimeAmount = .seconds(5),
    keepalive: TimeAmount = .seconds(5), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) async throws(ProtocolError) -> AgentConnection {
    let context = try identity.clientContext()
    let loop = group.next()
    let handshake = loop.makePromise(of: PeerIdentity?.self)
    let end = ConnectionEnd()
    let name = "\(expected.name) (\(address):\(port))"
    let channel: any Channel
    do {
      channel = try await ClientBootstrap(group: loop)
        .connectTimeout(timeout)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
            try pipeline.addHandler(ByteToMessageHandler(FrameDecoder()))
            try pipeline.addHandler(FrameEncoder())
            try pipeline.addHandler(CallHandler(handshake: handshake, keepalive: keepalive, peer: name, end: end))
          }
        }
        .connect(to: try SocketAddress(ipAddress: address, port: port)).get()
    } catch {
      let failure = ProtocolError(
        .unreachable, "\(name) cannot be reached",
        next: "check that the host is up, that Tailscale connects both, and `systemctl status cutover-agent` there",
        cause: "\(error)")
      handshake.fail(failure)
      throw failure
    }
    let late = loop.scheduleTask(in: timeout) {
      handshake.fail(
        ProtocolError(
          .unreachable, "\(name) did not finish the handshake within \(timeout.nanoseconds / 1_000_000) ms",
          next: "check `systemctl status cutover-agent` there"))
    }
    let found: PeerIdentity?
    do {
      found = try await handshake.futureResult.get()
    } catch {
      late.cancel()
      channel.close(promise: nil)
      throw (error as? ProtocolError)
        ?? ProtocolError(.unreachable, "\(name) broke the handshake off", cause: "\(error)")
    }
    late.cancel()
    guard let found, found == expected else {
      try? await channel.close().get()
      throw ProtocolError(
        .identityRefused,
        "\(address):\(port) says that it is \(found.map(\.description) ?? "nobody we know"), not \(expected)",
        next: "check the address of \(expected.name) in the fleet file")
    }
    return AgentConnection(channel: channel, peer: found, end: end)
  }

  /// Asks one verb and waits for its answer.
  /// - Parameters:
  ///   - verb: what is asked.
  ///   - id: the request's id; the same id asked again gets the same answer.
  ///   - run: the run on whose behalf.
  ///   - epoch: that run's fencing token.
  ///   - deadline: how long we wait.
  ///   - progress: takes what comes before the answer, in order.
  /// - Throws: ``ProtocolError``: the agent's own, or `deadlineExceeded`, `cancelled`, `unreachable`.
  public func call<V: Verb>(
    _ verb: V, id: String, run: RunID? = nil, epoch: Epoch? = nil, deadline: TimeAmount = .seconds(10),
    progress: (@Sendable (V.Progress) -> Void)? = nil
  ) async throws(ProtocolError) -> V.Reply {
    if let reason = end.reason { throw reason }
    let header = RequestHeader(
      id: id, verb: V.name, run: run, epoch: epoch, deadlineMilliseconds: Int(deadline.nanoseconds / 1_000_000))
    let coder = MessageCoder()
    let body = try coder.encode(RequestMessage(header: header, body: verb))
    let channel = self.channel
    let answer = channel.eventLoop.makePromise(of: ByteBuffer.self)
    let pending = PendingCall(
      id: id, body: body, deadline: deadline,
      progress: { body in
        guard let progress else { return }
        // A progress of a newer version that we cannot read is left out; the answer decides.
        if let message = try? coder.decode(AnswerMessage<V.Progress>.self, from: body) { progress(message.body) }
      },
      answer: answer)
    // A connection that is closed already has no handler left to answer, so the failure of the write answers.
    channel.writeAndFlush(OutboundMessage.call(pending)).whenFailure { [end] in answer.fail(end.reason ?? $0) }
    let reply: ByteBuffer
    do {
      reply = try await withTaskCancellationHandler {
        try await answer.futureResult.get()
      } onCancel: {
        channel.writeAndFlush(OutboundMessage.cancel(id: id), promise: nil)
      }
    } catch {
      throw (error as? ProtocolError)
        ?? ProtocolError(.unreachable, "the connection to \(peer.name) is closed", cause: "\(error)")
    }
    return try coder.decode(AnswerMessage<V.Reply>.self, from: reply).body
  }

  /// Whether the connection still stands, as far as we know.
  public var isOpen: Bool { channel.isActive }

  /// Closes the connection; calls that wait fail with `unreachable`.
  public func close() async {
    end.note(ProtocolError(.unreachable, "the connection to \(peer.name) is closed"))
    try? await channel.close().get()
  }

  /// Takes the framing out after an accepted `relay` request: from here on the channel is a plain byte stream. Nothing is
  /// read until the new owner asks for it.
  /// - Throws: ``ProtocolError`` with `unreachable` when the connection has ended meanwhile.
  public func becomeStream() async throws(ProtocolError) -> any Channel {
    let channel = self.channel
    end.note(ProtocolError(.unreachable, "the connection to \(peer.name) is used for something else now"))
    do {
      try await channel.eventLoop.submit {
        try channel.syncOptions?.setOption(.autoRead, value: false)
        let pipeline = channel.pipeline.syncOperations
        pipeline.removeHandler(try pipeline.handler(type: CallHandler.self), promise: nil)
        pipeline.removeHandler(try pipeline.handler(type: FrameEncoder.self), promise: nil)
        pipeline.removeHandler(try pipeline.handler(type: ByteToMessageHandler<FrameDecoder>.self), promise: nil)
      }.get()
    } catch {
      throw ProtocolError(.unreachable, "the connection to \(peer.name) ended", cause: "\(error)")
    }
    return channel
  }
}
