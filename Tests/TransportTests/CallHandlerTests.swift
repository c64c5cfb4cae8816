/// The client's clock: keepalives and deadlines, on an event loop whose time a test moves.
import NIOCore
import NIOEmbedded
import NIOTLS
import Protocol
import Testing

@testable import Transport

@Suite("the clock of a connection")
struct CallHandlerTests {
  let channel = EmbeddedChannel()
  let end = ConnectionEnd()

  init() throws {
    let handshake = channel.eventLoop.makePromise(of: PeerIdentity?.self)
    let handler = CallHandler(handshake: handshake, keepalive: .seconds(5), peer: "vps-01", end: end)
    try channel.pipeline.syncOperations.addHandler(handler)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    channel.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: nil))
  }

  /// What the client said, oldest first.
  func said() throws -> [AskerMessage] {
    var messages: [AskerMessage] = []
    while let body = try channel.readOutbound(as: ByteBuffer.self) {
      messages.append(try MessageCoder().decode(AskerMessage.self, from: body))
    }
    return messages
  }

  /// A call on its way, and where its end shows.
  func ask(_ id: String, deadline: TimeAmount = .minutes(10)) throws -> EventLoopFuture<ByteBuffer> {
    let answer = channel.eventLoop.makePromise(of: ByteBuffer.self)
    let header = RequestHeader(id: id, verb: .penFacts)
    let body = try MessageCoder().encode(RequestMessage(header: header, body: ReadPenFacts()))
    channel.writeAndFlush(
      OutboundMessage.call(PendingCall(id: id, body: body, deadline: deadline, progress: { _ in }, answer: answer)),
      promise: nil)
    return answer.futureResult
  }

  func hear(_ message: AnswererMessage) throws {
    try channel.writeInbound(try MessageCoder().encode(message))
  }

  @Test("a peer that answers each ping is never given up")
  func alive() throws {
    for _ in 0..<100 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(5))
      #expect(try said().map(\.kind) == [.ping])
      try hear(AnswererMessage(kind: .pong, id: "keepalive"))
    }
    #expect(end.reason == nil)
    #expect(channel.isActive)
    _ = try channel.finish()
  }

  @Test("any word of the peer is a sign of life, such as progress")
  func progress() throws {
    let answer = try ask("a")
    for number in 0..<10 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(5))
      let progress = AnswerMessage(kind: .progress, id: "a", body: AwaitSync.Progress(stage: "copying", bytes: number))
      try channel.writeInbound(try MessageCoder().encode(progress))
    }
    #expect(end.reason == nil)
    try hear(AnswererMessage(kind: .failure, id: "a", error: ProtocolError(.redis, "no")))
    #expect(throws: ProtocolError(.redis, "no")) { try answer.wait() }
    _ = try channel.finish()
  }

  @Test("a peer that leaves a ping without an answer for another interval is gone, and so are its calls")
  func silent() throws {
    let answer = try ask("a")
    channel.embeddedEventLoop.advanceTime(by: .seconds(5))
    #expect(try said().map(\.kind) == [.request, .ping])
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(4_999))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(!channel.isActive)
    let error = ProtocolError(.unreachable, "vps-01 fell silent")
    #expect(throws: error) { try answer.wait() }
    #expect(end.reason == error)
  }

  @Test("a call ends at its own deadline, not before, and its cancel is said once")
  func deadline() throws {
    let (short, long) = (try ask("short", deadline: .seconds(1)), try ask("long", deadline: .seconds(3)))
    _ = try said()
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(999))
    #expect(try said().isEmpty)
    channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
    #expect(throws: ProtocolError(.deadlineExceeded, "vps-01 did not answer within 1000 ms")) { try short.wait() }
    #expect(try said().map(\.id) == ["short"])
    channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(throws: ProtocolError.self) { try long.wait() }
    #expect(try said().map(\.id) == ["long"])
    _ = try channel.finish()
  }

  @Test("an answer in time takes the deadline away")
  func answered() throws {
    let answer = try ask("a", deadline: .seconds(1))
    _ = try said()
    try hear(AnswererMessage(kind: .reply, id: "a"))
    channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(try said().isEmpty)
    let body = try answer.wait()
    #expect(body.readableBytes > 0)
    _ = try channel.finish()
  }
}
