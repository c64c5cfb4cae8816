import Cutover

/// What an agent's durable records say of the pen and the lease.
public struct PenFacts: Codable, Hashable, Sendable {
  /// The holder's record; none before the first run.
  public var pen: PenRecord?
  /// The receiver's record; none when no attempt was armed here.
  public var receiver: ReceiverRecord?
  /// Whether the critical section runs in this process now.
  public var cutInProgress: Bool
  /// The run that holds the lease.
  public var leaseRun: RunID?
  /// The highest epoch granted.
  public var leaseEpoch: Epoch?
  /// Who holds it: operator and laptop.
  public var leaseHolder: String?
  /// Seconds until the lease lapses.
  public var leaseRemainingSeconds: Int?
  /// Seconds since the lease was granted.
  public var leaseHeldSeconds: Int?
  /// The run of the highest epoch granted, whether or not its lease is live.
  public var lastRun: RunID?
  /// The Redis of this host that `finalize` has retired; none before.
  public var retired: RetiredRedis?

  /// Makes one from its fields.
  public init(
    pen: PenRecord? = nil, receiver: ReceiverRecord? = nil, cutInProgress: Bool, leaseRun: RunID? = nil,
    leaseEpoch: Epoch? = nil, leaseHolder: String? = nil, leaseRemainingSeconds: Int? = nil,
    leaseHeldSeconds: Int? = nil, lastRun: RunID? = nil,
    retired: RetiredRedis? = nil
  ) {
    self.pen = pen
    self.receiver = receiver
    self.cutInProgress = cutInProgress
    self.leaseRun = leaseRun
    self.leaseEpoch = leaseEpoch
    self.leaseHolder = leaseHolder
    self.leaseRemainingSeconds = leaseRemainingSeconds
    self.leaseHeldSeconds = leaseHeldSeconds
    self.lastRun = lastRun
    self.retired = retired
  }
}
