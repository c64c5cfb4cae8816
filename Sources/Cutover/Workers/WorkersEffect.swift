/// What `WorkersMachine` asks for.
public enum WorkersEffect: Sendable, Hashable {
  /// Restart policy `no` for every worker, read back (safety.md, trap 14).
  case clearRestartPolicies
  /// Stop exactly the workers; → `stopsEnded` or `stopFailed`, in any case once all stops have ended.
  case stopWorkers
  /// The yes may be sent: the promise is durable.
  case castYes(Grant)
  /// The yes must not be sent.
  case castNo(Finding)
  /// Put this side's env file in place (a rename) and check what it supplies; → `flipEnded` or `failed`.
  case supplyEnvironment(WorkersSide)
  /// `up --no-deps` on this side and restart policies back; → `startEnded` or `failed`.
  case startWorkers(WorkersSide, [RestartPolicy])
  /// Remove the staged env file; no event follows.
  case discardStaged(file: String)
  /// Ask these agents "who holds the pen?" in that epoch, again and again until one claims; → `holderAnswered`.
  case askHolders([HostID], Epoch)
  /// To whoever ordered: done, or why not.
  case answer(WorkersAnswer)
}
