/// How many jobs of one queue are where. Two of them are equal if every count is: that is what a cut compares.
public struct QueueCounts: Hashable, Sendable {
  /// The queue's name.
  public var queue: String
  /// Jobs that wait, without the marker of BullMQ 4.
  public var waiting: Int
  /// Jobs being worked on.
  public var active: Int
  /// Jobs that wait while the queue is paused, without the marker of BullMQ 4.
  public var paused: Int
  /// Jobs for later.
  public var delayed: Int
  /// Jobs with a priority.
  public var prioritized: Int
  /// Parents of unfinished jobs.
  public var waitingChildren: Int
  /// Done jobs that are kept.
  public var completed: Int
  /// Failed jobs that are kept.
  public var failed: Int

  /// Makes counts; those not given are 0.
  public init(
    queue: String, waiting: Int = 0, active: Int = 0, paused: Int = 0, delayed: Int = 0, prioritized: Int = 0,
    waitingChildren: Int = 0, completed: Int = 0, failed: Int = 0
  ) {
    self.queue = queue
    self.waiting = waiting
    self.active = active
    self.paused = paused
    self.delayed = delayed
    self.prioritized = prioritized
    self.waitingChildren = waitingChildren
    self.completed = completed
    self.failed = failed
  }

  /// Jobs that are still to be done or finished: all but the completed and the failed ones.
  public var pending: Int { waiting + active + paused + delayed + prioritized + waitingChildren }
}
