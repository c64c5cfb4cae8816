/// A peer that says whatever a test wants, in TLS or not, in frames or not.
import NIOCore
import NIOPosix
import NIOSSL
import Protocol
import Testing

/// One connection to an agent.
struct RawPeer {
  typealias ByteChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var received = ByteBuffer()

  /// Dials a port of this machine, with TLS when there is a context, and closes when the body has ended.
  static func dial(
    _ port: Int, _ context: NIOSSLContext?, _ body: (inout RawPeer) async throws -> Void
  ) async throws {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: TestFleet.address, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
          }
          return try ByteChannel(wrappingChannelSynchronously: channel)
        }
      }
    do {
      try await channel.executeThenClose { inbound, outbound in
        var peer = RawPeer(inbound: inbound.makeAsyncIterator(), outbound: outbound)
        try await body(&peer)
      }
    } catch is NIOSSLError, is NIOSSLExtraError, is BoringSSLError, is IOError, is ChannelError {
      // The agent closed first: that is its right, and what these tests are about.
    }
  }

  private init(
    inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    self.inbound = inbound
    self.outbound = outbound
  }

  /// Says bytes as they are. Nobody need be there to hear them any more.
  func say(_ bytes: [UInt8]) async { try? await outbound.write(ByteBuffer(bytes: bytes)) }

  /// Says a text as one frame.
  func say(frame text: String) async throws {
    try await outbound.write(try FrameEncoder.frame(ByteBuffer(string: text)))
  }

  /// The next frame; `nil` when the agent has closed.
  mutating func next() async throws -> AnswererMessage? {
    while true {
      if let body = try FrameDecoder.readFrame(from: &received, maximumBodyLength: FrameLimits.maximumBodyLength) {
        return try MessageCoder().decode(AnswererMessage.self, from: body)
      }
      guard var piece = try? await inbound.next() else { return nil }
      received.writeBuffer(&piece)
    }
  }

  /// Waits for the agent to close.
  /// - Returns: the bytes that it sent before.
  mutating func rest() async -> [UInt8] {
    while var piece = try? await inbound.next() { received.writeBuffer(&piece) }
    return Array(received.readableBytesView)
  }

  /// Waits for the agent to close.
  /// - Returns: what it said before.
  mutating func lastWords() async throws -> [AnswererMessage] {
    var messages: [AnswererMessage] = []
    while let message = try await next() { messages.append(message) }
    return messages
  }
}
