/// An agent whose every word a test decides: real sockets and TLS, no verbs.
import NIOCore
import NIOPosix
import NIOSSL
import Protocol
import Testing
import Transport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Listens on the loopback address and plays a script to each connection, one after the other.
struct ScriptedAgent: Sendable {
  typealias FrameChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// What is said on one connection.
  let script: @Sendable (inout Conversation) async throws -> Void

  /// Plays while the body runs; the body gets the port.
  func serve<Result: Sendable>(
    as context: NIOSSLContext, during body: (Int) async throws -> Result
  ) async throws -> Result {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: TestFleet.address, port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLServerHandler(context: context))
          try pipeline.addHandler(ByteToMessageHandler(FrameDecoder()))
          try pipeline.addHandler(FrameEncoder())
          return try FrameChannel(wrappingChannelSynchronously: channel)
        }
      }
    let port = try #require(server.channel.localAddress?.port)
    return try await server.executeThenClose { connections in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for try await connection in connections { await play(connection) }
        }
        defer { group.cancelAll() }
        return try await body(port)
      }
    }
  }

  private func play(_ connection: FrameChannel) async {
    do {
      try await connection.executeThenClose { inbound, outbound in
        var conversation = Conversation(
          channel: connection.channel, inbound: inbound.makeAsyncIterator(), outbound: outbound)
        try await script(&conversation)
      }
    } catch is CancellationError {
    } catch is NIOSSLError, is IOError, is ChannelError, is BoringSSLError {
      // The client went, or never got in: what it says of that is what the test looks at.
    } catch {
      Issue.record(error, "the script failed")
    }
  }
}

extension ScriptedAgent {
  /// One connection, seen from the agent.
  struct Conversation {
    let channel: any Channel
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// The next message; `nil` when the client has closed.
    mutating func next() async throws -> AskerMessage? {
      guard let body = try await inbound.next() else { return nil }
      return try MessageCoder().decode(AskerMessage.self, from: body)
    }

    /// The next request; keepalives before it are answered.
    mutating func request() async throws -> RequestHeader {
      while let message = try await next() {
        if let header = message.header { return header }
        #expect(message.kind == .ping)
        try await say(AnswererMessage(kind: .pong, id: message.id ?? ""))
      }
      throw ChannelError.eof
    }

    /// Waits until the client closes.
    mutating func untilClosed() async throws {
      while try await inbound.next() != nil {}
    }

    /// Says a message.
    func say(_ message: some Encodable) async throws {
      try await outbound.write(try MessageCoder().encode(message))
    }

    /// Answers a request.
    func reply(_ id: String, _ body: some Codable & Sendable) async throws {
      try await say(AnswerMessage(kind: .reply, id: id, body: body))
    }

    /// Says bytes that no frame encoder would write.
    func sayRaw(_ bytes: ByteBuffer) async throws {
      let channel = self.channel
      try await channel.eventLoop.flatSubmit {
        do {
          let context = try channel.pipeline.syncOperations.context(handlerType: FrameEncoder.self)
          return context.writeAndFlush(NIOAny(bytes))
        } catch {
          return channel.eventLoop.makeFailedFuture(error)
        }
      }.get()
    }

    /// Closes the socket under TLS, as the death of the process does.
    func die(reset: Bool) async throws {
      let channel = self.channel
      if reset {
        let socket = try #require(channel as? any SocketOptionProvider)
        try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
      }
      try await channel.eventLoop.flatSubmit {
        do {
          return try channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self).close()
        } catch {
          return channel.eventLoop.makeFailedFuture(error)
        }
      }.get()
    }
  }
}
