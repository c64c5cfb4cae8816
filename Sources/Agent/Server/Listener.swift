import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Protocol
import ServiceLifecycle
import Transport

/// Listens on the tailnet address and serves each connection. The address may not be there yet at boot, and may go and
/// come back: the listener waits for it (`contracts.md`, 2: tailscaled is ready before its address is).
struct Listener: Service {
  /// How many connections are served at once; more are closed as they come.
  static let maximumConnections = 256

  let address: String
  let port: Int
  let trust: TrustStore
  let router: VerbRouter
  let ledger: RequestLedger
  let notification: ServiceNotification
  let logger: Logger
  /// How long to wait between two tries to bind.
  var retryInterval: Duration = .seconds(1)
  /// Told the bound port; a test asks for port 0.
  var onBound: @Sendable (Int) -> Void = { _ in }

  typealias Server = NIOAsyncChannel<Connection.FrameChannel, Never>

  func run() async throws {
    let server = try await bind()
    if let port = server.channel.localAddress?.port { onBound(port) }
    logger.notice("listening", metadata: ["address": "\(address)", "port": "\(port)"])
    notification.send(.ready, .status("listening on \(address):\(port)"))
    try await withGracefulShutdownHandler {
      try await serve(server)
    } onGracefulShutdown: {
      server.channel.close(promise: nil)
    }
  }

  private func serve(_ server: Server) async throws {
    let open = ConnectionCount()
    try await server.executeThenClose { inbound in
      try await withThrowingDiscardingTaskGroup { group in
        for try await channel in inbound {
          guard open.enter(limit: Self.maximumConnections) else {
            logger.warning("too many connections", metadata: ["limit": "\(Self.maximumConnections)"])
            channel.channel.close(promise: nil)
            continue
          }
          group.addTask {
            let peer = channel.channel.remoteAddress?.description ?? "?"
            var logger = logger
            logger[metadataKey: "from"] = "\(peer)"
            await Connection(router: router, ledger: ledger, logger: logger).serve(channel)
            open.leave()
          }
        }
      }
    }
  }

  private func bind() async throws -> Server {
    var said = false
    while true {
      do {
        return try await bindOnce()
      } catch let error as IOError where error.errnoCode == Self.addressNotAvailable {
        if !said {
          logger.notice("waiting for the tailnet address", metadata: ["address": "\(address)"])
          // Ready all the same: systemd must not kill an agent because Tailscale is slow.
          notification.send(.ready, .status("waiting for tailnet address \(address)"))
          said = true
        }
        try await Task.sleep(for: retryInterval)
      }
    }
  }

  private func bindOnce() async throws -> Server {
    let trust = self.trust
    return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: address, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLServerHandler(context: trust.serverContext))
          try pipeline.addHandler(IdleStateHandler(readTimeout: .seconds(60)), name: FrameHandlers.idle)
          try pipeline.addHandler(IdleCloser(), name: FrameHandlers.closer)
          try pipeline.addHandler(ByteToMessageHandler(FrameDecoder()), name: FrameHandlers.decoder)
          try pipeline.addHandler(FrameEncoder(), name: FrameHandlers.encoder)
          return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
      }
  }

  /// EADDRNOTAVAIL: the address is not on any interface.
  private static let addressNotAvailable: Int32 = 99
}

/// The names of the handlers that frame a connection; a relay takes them out again.
enum FrameHandlers {
  static let idle = "idle"
  static let closer = "idle-closer"
  static let decoder = "frame-decoder"
  static let encoder = "frame-encoder"

  /// All of them.
  static let all = [idle, closer, decoder, encoder]
}
