/// How many jobs one BullMQ queue has in each state (redis-bullmq.md, "Queue depth"). The cut compares these on both
/// sides after the fence.
public struct QueueDepth: Sendable, Hashable, Codable {
  /// The key without its last part: prefix and queue ("bull:scheduled").
  public let name: String
  /// `LLEN wait`, without a v4 marker.
  public var waiting: UInt64
  /// `LLEN active`.
  public var active: UInt64
  /// `LLEN paused`.
  public var paused: UInt64
  /// `ZCARD delayed`.
  public var delayed: UInt64
  /// `ZCARD prioritized`.
  public var prioritized: UInt64
  /// `ZCARD waiting-children`.
  public var waitingChildren: UInt64
  /// `ZCARD completed`.
  public var completed: UInt64
  /// `ZCARD failed`.
  public var failed: UInt64

  /// All counts default to an empty queue's.
  public init(
    name: String, waiting: UInt64 = 0, active: UInt64 = 0, paused: UInt64 = 0, delayed: UInt64 = 0,
    prioritized: UInt64 = 0, waitingChildren: UInt64 = 0, completed: UInt64 = 0, failed: UInt64 = 0
  ) {
    self.name = name
    self.waiting = waiting
    self.active = active
    self.paused = paused
    self.delayed = delayed
    self.prioritized = prioritized
    self.waitingChildren = waitingChildren
    self.completed = completed
    self.failed = failed
  }

  /// Jobs that are still to be done.
  public var pending: UInt64 {
    waiting + paused + active + delayed + prioritized + waitingChildren
  }
}
