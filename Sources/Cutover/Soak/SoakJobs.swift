/// The counts of all queues of a Redis together.
public struct SoakJobs: Sendable, Hashable, Codable {
  /// Jobs that a free worker would take: waiting and prioritized.
  public var waiting: UInt64
  /// Jobs at work.
  public var active: UInt64
  /// Jobs that are still to be done, those for later included.
  public var pending: UInt64
  /// Done jobs that are kept.
  public var completed: UInt64
  /// Failed jobs that are kept.
  public var failed: UInt64

  /// The sums.
  public init(waiting: UInt64 = 0, active: UInt64 = 0, pending: UInt64 = 0, completed: UInt64 = 0, failed: UInt64 = 0) {
    self.waiting = waiting
    self.active = active
    self.pending = pending
    self.completed = completed
    self.failed = failed
  }

  /// Of these queues.
  public init(_ queues: [QueueDepth]) {
    self.init()
    for queue in queues {
      waiting += queue.waiting + queue.prioritized
      active += queue.active
      pending += queue.pending
      completed += queue.completed
      failed += queue.failed
    }
  }
}
