/// A client that sends bytes as they are and reads what comes, so that nothing is hidden by a library.
import NIOCore
import NIOPosix
import Testing

struct RawClient: Sendable {
  private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// What a client does with its connection.
  struct Session {
    fileprivate var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    fileprivate var buffer = ByteBuffer()

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Sends one command with its arguments.
    func command(_ words: String...) async throws {
      let parts = words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }
      try await send("*\(words.count)\r\n" + parts.joined())
    }

    /// Says that nothing more is sent, and goes on reading.
    func finish() { outbound.finish() }

    /// Reads exactly this text.
    mutating func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
      let found = try await read(text.utf8.count)
      #expect(found == text, sourceLocation: sourceLocation)
    }

    /// Reads so many bytes, or what there is until the end.
    mutating func read(_ count: Int) async throws -> String {
      while buffer.readableBytes < count, var part = try await iterator.next() { buffer.writeBuffer(&part) }
      return buffer.readString(length: min(count, buffer.readableBytes)) ?? ""
    }

    /// Whether the other side has ended, with nothing left to read.
    mutating func isAtEnd() async throws -> Bool {
      guard buffer.readableBytes == 0 else { return false }
      return try await iterator.next() == nil
    }
  }

  /// Connects while the body runs.
  static func connected<Result>(_ port: Int, _ body: (inout Session) async throws -> Result) async throws -> Result {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(
              isOutboundHalfClosureEnabled: true, inboundType: ByteBuffer.self, outboundType: ByteBuffer.self))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var session = Session(iterator: inbound.makeAsyncIterator(), outbound: outbound)
      return try await body(&session)
    }
  }
}
