/// Answer of a worker host's agent to an order.
public enum WorkersAnswer: Sendable, Hashable, Codable {
  /// No worker runs.
  case drained
  /// The env file supplies this side's Redis.
  case supplied(WorkersSide)
  /// The workers run on this side.
  case running(WorkersSide)
  /// The staged file is gone.
  case discarded
  /// Not done.
  case failed(Finding)
  /// Not allowed as things stand.
  case refused(Finding)
}
