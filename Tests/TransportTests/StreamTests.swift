/// After an accepted `relay` request a connection is a plain byte stream.
import Certificates
import NIOCore
import NIOPosix
import Protocol
import Testing
import Transport

@Suite("a connection that becomes a stream", .timeLimit(.minutes(1)))
struct StreamTests {
  @Test("the bytes that follow go both ways without any frame, and only when they are asked for")
  func stream() async throws {
    let fleet = try TestFleet()
    let server = try fleet.identity(.agent, "vps-01").serverContext()
    let agent = ScriptedAgent { agent in
      try await agent.reply(try await agent.request().id, Done())
      // From here on the agent's decoder sees bytes: a frame of two of them, so that a test can read them here.
      let body = try await agent.inbound.next()
      #expect(body == ByteBuffer(string: "hi"))
      try await agent.sayRaw(ByteBuffer(string: "*1\r\n$4\r\nPING\r\n"))
      try await agent.untilClosed()
    }
    try await agent.serve(as: server) { port in
      let connection = try await AgentConnection.connect(
        address: TestFleet.address, port: port, identity: try fleet.identity(.agent, "vps"),
        expected: fleet.agent("vps-01"), keepalive: .minutes(1))
      _ = try await connection.call(OpenRelay(leader: RedisReference(container: "c", password: .none)), id: "relay")
      let channel = try await connection.becomeStream()
      let error = await #expect(throws: ProtocolError.self) { _ = try await connection.call(Hello(), id: "late") }
      #expect(error?.message == "the connection to vps-01 is used for something else now")
      let received = channel.eventLoop.makePromise(of: ByteBuffer.self)
      try await channel.eventLoop.submit {
        try channel.pipeline.syncOperations.addHandler(FirstBytes(promise: received))
      }.get()
      try await channel.writeAndFlush(ByteBuffer(bytes: [0, 0, 0, 2] + Array("hi".utf8)))
      channel.read()
      #expect(try await received.futureResult.get() == ByteBuffer(string: "*1\r\n$4\r\nPING\r\n"))
      try await channel.close().get()
    }
  }

  @Test("a connection that has ended cannot become one")
  func ended() async throws {
    let fleet = try TestFleet()
    let server = try fleet.identity(.agent, "vps-01").serverContext()
    try await ScriptedAgent(script: { try await $0.untilClosed() }).serve(as: server) { port in
      let connection = try await AgentConnection.connect(
        address: TestFleet.address, port: port, identity: try fleet.identity(.agent, "vps"),
        expected: fleet.agent("vps-01"))
      await connection.close()
      let error = await #expect(throws: ProtocolError.self) { _ = try await connection.becomeStream() }
      #expect(error?.code == .unreachable)
      #expect(error?.message == "the connection to vps-01 ended")
    }
  }
}

/// Takes the first bytes that come.
private final class FirstBytes: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let promise: EventLoopPromise<ByteBuffer>

  init(promise: EventLoopPromise<ByteBuffer>) { self.promise = promise }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { promise.succeed(unwrapInboundIn(data)) }
}
