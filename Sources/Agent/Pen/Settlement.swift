import ServiceLifecycle

/// What follows a promotion and need not be waited for inside the pause: the Redis's data gets the pen's marker, and the
/// relay by which it followed is closed for good. The promotion asks; this service does it.
struct Settlement: Service {
  private let requests: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation
  private let receiver: Receiver
  private let replication: ReplicationFollower
  private let fleet: String

  init(receiver: Receiver, replication: ReplicationFollower, fleet: String) {
    self.fleet = fleet
    self.receiver = receiver
    self.replication = replication
    (self.requests, self.signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Asks for it.
  func request() { signal.yield() }

  func run() async {
    for await _ in requests.cancelOnGracefulShutdown() {
      if let promoted = await receiver.settle(fleet: fleet) { await replication.release(promoted) }
    }
  }
}
