import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Listens at the old name's port and passes each connection on, byte for byte. While the port is still the old Redis's it
/// waits: it is started before the pen moves, so that it is there within milliseconds of the move.
///
/// At its end it stops listening at once, since the port is wanted, and lets connections that are open come to theirs.
final class StandInServer: Service {
  /// How long open connections may outlive the listening socket.
  static let drainLimit = Duration.seconds(20)
  /// How much is on its way to a slow reader before the other side is not read any more.
  static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 64 << 10, high: 256 << 10)

  private struct State {
    var isClosing = false
    var connections = 0
    var refused = 0
  }

  private let address: String
  private let port: Int
  private let upstream: StandInUpstream
  private let logger: Logger
  private let state = Mutex(State())
  private let bound: AsyncStream<Int>
  private let announce: AsyncStream<Int>.Continuation

  /// - Parameters:
  ///   - address: where to listen; all of the namespace's own unless a test says otherwise.
  ///   - port: the old name's port; 0 for any.
  ///   - upstream: where to.
  init(address: String = "0.0.0.0", port: Int, upstream: StandInUpstream, logger: Logger) {
    self.address = address
    self.port = port
    self.upstream = upstream
    self.logger = logger
    (self.bound, self.announce) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// The port, once it listens; `nil` where it ended before.
  var boundPort: Int? {
    get async {
      for await port in bound { return port }
      return nil
    }
  }

  /// Connections that are open now.
  var connections: Int { state.withLock(\.connections) }

  func run() async throws {
    defer { announce.finish() }
    guard let listener = try await listen() else { return }
    announce.yield(listener.localAddress?.port ?? port)
    logger.notice("the stand-in listens", metadata: ["port": "\(port)", "to": "\(upstream.address):\(upstream.port)"])
    try? await gracefulShutdown()
    state.withLock { $0.isClosing = true }
    try? await listener.close().get()
    let limit = ContinuousClock.now + Self.drainLimit
    while connections > 0, ContinuousClock.now < limit, (try? await Task.sleep(for: .milliseconds(10))) != nil {}
  }

  /// Takes the port as soon as it is free; `nil` when told to end before.
  private func listen() async throws -> (any Channel)? {
    try await withGracefulShutdownHandler {
      while !self.state.withLock(\.isClosing) {
        do {
          return try await self.bind()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
          try await Task.sleep(for: .milliseconds(2))
        }
      }
      return nil
    } onGracefulShutdown: {
      self.state.withLock { $0.isClosing = true }
    }
  }

  private func bind() async throws -> any Channel {
    // All clients of an old Redis come at once.
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.writeBufferWaterMark, value: Self.waterMark)
      .childChannelInitializer { child in
        self.state.withLock { $0.connections += 1 }
        child.closeFuture.whenComplete { _ in self.state.withLock { $0.connections -= 1 } }
        return child.eventLoop.makeFutureWithTask { try await self.join(child) }
      }
      .bind(host: address, port: port).get()
  }

  /// Reaches the new Redis and splices; the client waits meanwhile, unread.
  private func join(_ child: any Channel) async throws {
    do {
      let redis = try await upstream.reach(on: child.eventLoop) { !self.state.withLock(\.isClosing) }
      try await child.eventLoop.submit {
        let (front, back) = SpliceHandler.pair()
        try child.pipeline.syncOperations.addHandler(front)
        try redis.pipeline.syncOperations.addHandler(back)
        try redis.syncOptions?.setOption(.autoRead, value: true)
        try child.syncOptions?.setOption(.autoRead, value: true)
      }.get()
    } catch {
      let refused = state.withLock { state in
        state.refused += 1
        return state.refused
      }
      // Thousands may come to nothing for one reason.
      if refused <= 10 || refused.isMultiple(of: 1000) {
        logger.warning("a client was not passed on", metadata: ["error": "\(error)", "count": "\(refused)"])
      }
      throw error
    }
  }
}
