import NIOCore
import NIOPosix
import Redis
import Synchronization

/// How the stand-in reaches the Redis that it passes connections on to. Every connection is proven before a byte of the
/// client's goes there: it must lead to a master that carries the pen (`safety.md`, trap 15).
struct StandInUpstream: Sendable {
  /// The new Redis's IP address.
  let address: String
  /// Its port.
  let port: Int
  /// Its password; none where it asks for none.
  let password: RedisPassword?
  /// Whose pen it must carry, of this epoch or a later one; without it a master is enough.
  let pen: PenMarker?
  /// How long a client is held while there is no such Redis: it waits instead of being refused.
  let hold: Duration

  /// One try, the proof included.
  static let tryLimit = TimeAmount.seconds(5)

  /// Connects, tries again while the Redis does not serve yet, and gives up when the hold is over or nobody waits.
  func reach(on loop: any EventLoop, isWanted: @Sendable () -> Bool) async throws -> any Channel {
    let limit = ContinuousClock.now + hold
    var pause = Duration.milliseconds(2)
    while true {
      do {
        return try await dial(on: loop)
      } catch {
        guard isWanted(), ContinuousClock.now < limit else { throw error }
        // Shortly after the pen has moved it is there in milliseconds; a Redis that is down is not asked all the time.
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(100))
      }
    }
  }

  private func dial(on loop: any EventLoop) async throws -> any Channel {
    let proven = loop.makePromise(of: Void.self)
    do {
      let channel = try await ClientBootstrap(group: loop)
        .connectTimeout(.seconds(2))
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelOption(.socketOption(.so_keepalive), value: 1)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .channelOption(.writeBufferWaterMark, value: StandInServer.waterMark)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
              StandInProof(password: password, pen: pen, done: proven))
          }
        }
        .connect(to: try SocketAddress(ipAddress: address, port: port)).get()
      let timer = loop.scheduleTask(in: Self.tryLimit) { channel.close(promise: nil) }
      defer { timer.cancel() }
      try await proven.futureResult.get()
      return channel
    } catch {
      proven.fail(error)
      throw error
    }
  }
}
