/// A server that takes connections and says nothing, so that a request which asks it stays under way until a test ends it.
import NIOCore
import NIOPosix
import Testing

/// Listens on the loopback address.
struct MuteRedis: Sendable {
  /// What happened at the server.
  enum Event: Sendable, Hashable {
    case opened, closed
  }

  let port: Int
  let events: AsyncStream<Event>

  /// Listens while the body runs.
  static func listen(_ body: (MuteRedis) async throws -> Void) async throws {
    let (events, sink) = AsyncStream.makeStream(of: Event.self)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          sink.yield(.opened)
          channel.closeFuture.whenComplete { _ in sink.yield(.closed) }
        }
      }
      .bind(host: TestFleet.address, port: 0).get()
    try await body(MuteRedis(port: try #require(server.localAddress?.port), events: events))
    try await server.close().get()
  }

  /// Waits for this many events of a kind.
  func wait(for count: Int, _ kind: Event) async {
    var remaining = count
    for await event in events where event == kind {
      remaining -= 1
      if remaining == 0 { return }
    }
  }
}
