import Dispatch

/// Runs an actor on a queue of its own, so that waiting for the disk holds up nobody else, and no event slips in between
/// a decision and the moment it is durable.
public final class JournalExecutor: SerialExecutor {
  private let queue: DispatchQueue

  /// - Parameter label: the queue's name, for debuggers.
  public init(label: String) {
    self.queue = DispatchQueue(label: label)
  }

  /// Runs a job of the actor.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
