/// What `WorkersMachine` makes durable.
public enum WorkersJournalRecord: Sendable, Hashable, Codable {
  /// A run may use these workers; the new env file lies at `file` beside the old one.
  case staged(WorkersRun, file: String)
  /// The staged file is gone; the run has nothing here any more.
  case unstaged
  /// From here on the workers may be stopped: their restart policies before that.
  case draining([RestartPolicy])
  /// No worker runs and no stop is in flight.
  case drained
  /// A yes vote on the cut: from here on they start only on a claim or an order.
  case promised(Grant)
  /// They are to be started on this side, whatever dies; by this authority.
  case starting(WorkersSide, WorkersAuthority)
  /// The env file now supplies this side's Redis.
  case flipped(WorkersSide)
  /// They run on this side, with their restart policies back.
  case started(WorkersSide)
}
