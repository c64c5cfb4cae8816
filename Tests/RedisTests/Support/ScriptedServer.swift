import NIOCore
import NIOPosix
import Redis

/// A peer on loopback that answers every read with the next of its lines, whatever was asked: for what a real Redis
/// does not do.
enum ScriptedServer {
  /// Runs a server as long as the body runs.
  /// - Parameters:
  ///   - greeting: sent unasked when somebody connects.
  ///   - answers: sent one for each read.
  ///   - closesAfterLast: close the connection after the last answer, instead of staying silent.
  static func run<Result>(
    greeting: String? = nil, answers: [String], closesAfterLast: Bool = false,
    _ body: (RedisEndpoint) async throws -> Result
  ) async throws -> Result {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            Script(greeting: greeting, answers: answers, closesAfterLast: closesAfterLast))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      let result = try await body(.address("127.0.0.1", port: channel.localAddress?.port ?? 0))
      try await channel.close()
      return result
    } catch {
      try await channel.close()
      throw error
    }
  }

  private final class Script: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let greeting: String?
    private var answers: [String]
    private let closesAfterLast: Bool

    init(greeting: String?, answers: [String], closesAfterLast: Bool) {
      self.greeting = greeting
      self.answers = answers
      self.closesAfterLast = closesAfterLast
    }

    func channelActive(context: ChannelHandlerContext) {
      guard let greeting else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil)
      if answers.isEmpty, closesAfterLast { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard !answers.isEmpty else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answers.removeFirst())), promise: nil)
      if answers.isEmpty, closesAfterLast { context.close(promise: nil) }
    }
  }
}
