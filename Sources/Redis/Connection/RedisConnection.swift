import NIOCore
import NIOPosix

/// One connection to a Redis. May be used by several tasks at once: every call is one write, and calls are answered in
/// the order in which they were made. Made for the write pause of a cut: no wait but the round trip, TCP_NODELAY, and
/// one hop to the event loop and back.
public final class RedisConnection: Sendable {
  /// Where it leads.
  public let endpoint: RedisEndpoint
  /// The event loop it lives on. An actor that runs there too (`SerialExecutor`) saves the hops.
  public let eventLoop: any EventLoop
  private let channel: any Channel
  private let handler: NIOLoopBound<ReplyHandler>
  private let timeout: Duration

  private init(endpoint: RedisEndpoint, channel: any Channel, handler: ReplyHandler, timeout: Duration) {
    self.endpoint = endpoint
    self.eventLoop = channel.eventLoop
    self.channel = channel
    self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    self.timeout = timeout
  }

  /// Connects, authenticates if a password is given, and names the connection.
  ///
  /// Without a password where one is required, it connects too: the first command is then refused with NOAUTH.
  /// - Parameters:
  ///   - endpoint: where to.
  ///   - username: the ACL user; `nil` for the default one.
  ///   - password: `nil` where none is required.
  ///   - name: what CLIENT LIST shows, by which the agents' own connections are told from other clients.
  ///   - connectTimeout: how long the connection, and then the answer to AUTH, may take.
  ///   - timeout: how long an answer may take, where a call does not say otherwise.
  ///   - limits: what the server may make us hold for one reply.
  ///   - eventLoop: where the connection lives.
  /// - Throws: ``RedisError`` with `unreachable`, `invalidArgument`, or any of ``call(_:timeout:)``'s about AUTH.
  public static func connect(
    to endpoint: RedisEndpoint, username: String? = nil, password: RedisPassword? = nil,
    name: String = "cutover-agent", connectTimeout: Duration = .seconds(5), timeout: Duration = .seconds(5),
    limits: RESPLimits = RESPLimits(), on eventLoop: any EventLoop
  ) async throws(RedisError) -> RedisConnection {
    let connection = try await open(endpoint, connectTimeout, timeout, limits, eventLoop)
    let authentication = password.map { RedisCommand.auth(username: username, $0) }
    let commands = [authentication, .clientSetName(name)].compactMap(\.self)
    do throws(RedisError) {
      let replies = try await connection.send(commands, timeout: connectTimeout)
      if authentication != nil, let reply = replies.first, !reply.isOK {
        throw RedisError.unexpected("AUTH", reply, required: "OK", from: endpoint)
      }
      return connection
    } catch {
      await connection.close()
      throw error
    }
  }

  private static func open(
    _ endpoint: RedisEndpoint, _ connectTimeout: Duration, _ timeout: Duration, _ limits: RESPLimits,
    _ eventLoop: any EventLoop
  ) async throws(RedisError) -> RedisConnection {
    let address = try endpoint.socketAddress()
    var bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(TimeAmount(connectTimeout))
    if case .address = endpoint {
      bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
    }
    do {
      // The handler is kept from the start, not looked up once connected: a server that is full has by then said so
      // and hung up, and its channel has no handlers any more.
      return try await bootstrap.connect(to: address) { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = ReplyHandler(endpoint: endpoint)
          try channel.pipeline.syncOperations.addHandlers(ByteToMessageHandler(RESPDecoder(limits: limits)), handler)
          return RedisConnection(endpoint: endpoint, channel: channel, handler: handler, timeout: timeout)
        }
      }
    } catch {
      throw RedisError(
        .unreachable, "no connection to redis at \(endpoint) within \(connectTimeout)",
        remedy: "check that this Redis runs and listens there", cause: "\(error)")
    }
  }

  /// Whether the connection is open, as far as is known now.
  public var isOpen: Bool { channel.isActive }

  /// Completes when the connection has ended, for whatever reason.
  public var closeFuture: EventLoopFuture<Void> { channel.closeFuture }

  /// Sends a pipeline in one write and waits for all its replies.
  ///
  /// An error that the server answers a command with is a value among the replies: the other commands ran.
  /// - Parameters:
  ///   - commands: what to send.
  ///   - timeout: how long the last reply may take; then the connection is closed.
  /// - Returns: as many replies as commands, in their order.
  /// - Throws: ``RedisError`` with `closed`, `timedOut`, `cancelled`, `protocolViolation`; `refused` if the server
  ///   refused the connection as such. After all of them the commands may or may not have run.
  public func send(_ commands: [RedisCommand], timeout: Duration? = nil) async throws(RedisError) -> [RESPValue] {
    guard let first = commands.first else { return [] }
    var encoded = ByteBuffer()
    if commands.count == 1 {
      encoded = first.encoded
    } else {
      encoded.reserveCapacity(commands.reduce(0) { $0 + $1.encoded.readableBytes })
      for command in commands { encoded.writeImmutableBuffer(command.encoded) }
    }
    let label = commands.count == 1 ? first.label : "\(first.label) and \(commands.count - 1) more"
    let limit = TimeAmount(timeout ?? self.timeout)
    let call = RedisCall()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        call.wait(continuation)
        submit(call, label: label, count: commands.count, encoded: encoded, timeout: limit)
      }
    } onCancel: {
      call.finish(
        .failure(
          RedisError(
            .cancelled, "\(label) to redis at \(endpoint) was cancelled; whether it ran is not known")))
    }
    return try outcome.get()
  }

  private func submit(_ call: RedisCall, label: String, count: Int, encoded: ByteBuffer, timeout: TimeAmount) {
    if eventLoop.inEventLoop {
      handler.value.send(call, label: label, count: count, encoded: encoded, timeout: timeout)
    } else {
      eventLoop.execute { [handler] in
        handler.value.send(call, label: label, count: count, encoded: encoded, timeout: timeout)
      }
    }
  }

  /// Sends one command.
  /// - Parameters:
  ///   - command: what to send.
  ///   - timeout: how long the reply may take; then the connection is closed.
  /// - Returns: the reply, which is never an error.
  /// - Throws: ``RedisError`` with `refused` if the server answers with an error, or any of ``send(_:timeout:)``'s.
  public func call(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) -> RESPValue {
    let replies = try await send([command], timeout: timeout)
    guard let reply = replies.first else {
      throw RedisError.unexpected(command.label, .null, required: "a reply", from: endpoint)
    }
    if case .error(let error) = reply { throw RedisError.refused(command.label, error, by: endpoint) }
    return reply
  }

  /// Sends one command whose reply is `OK` if it worked.
  /// - Parameters:
  ///   - command: what to send.
  ///   - timeout: how long the reply may take; then the connection is closed.
  /// - Throws: ``RedisError`` with `refused`, `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func perform(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) {
    let reply = try await call(command, timeout: timeout)
    guard reply.isOK else { throw RedisError.unexpected(command.label, reply, required: "OK", from: endpoint) }
  }

  /// Ends the connection; calls in flight fail with `closed`. May be called more than once.
  public func close() async {
    do {
      try await channel.close().get()
    } catch {
      // It has ended already, which is what was wanted.
    }
  }
}
