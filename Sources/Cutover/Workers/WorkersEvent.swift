/// What `WorkersMachine` hears. Orders have already passed `LeaseMachine.verdict(on:)`.
public enum WorkersEvent: Sendable, Hashable {
  /// A new run begins here: the new env file was written beside the old one and proven.
  case staged(WorkersRun, file: String)
  /// Order: throw the staged file away.
  case discardStaged(Grant)
  /// Order: stop the workers; their restart policies as inspected just now.
  case drain(Grant, policies: [RestartPolicy])
  /// Every stop has ended and no worker runs.
  case stopsEnded
  /// Stops have ended, but not all workers stopped.
  case stopFailed(Finding)
  /// This host is about to vote yes on the cut.
  case voteYes(Grant)
  /// Order: put the new env file in place.
  case flip(Grant)
  /// Order: start them on that side (`.old` is the undo).
  case start(WorkersSide, Grant)
  /// The env file now supplies this side's Redis.
  case flipEnded(WorkersSide)
  /// They run on that side.
  case startEnded(WorkersSide)
  /// The step under way failed.
  case failed(Finding)
  /// The lease has lapsed, was taken over by another run, or was given back: act without a coordinator.
  case deadMan(Grant)
  /// An answer to `.askHolders`, from that host's agent.
  case holderAnswered(HostID, PenAnswer)
  /// This agent has been restarted, or its host; whether the lease is still live by its journal.
  case restarted(leaseLive: Bool)
}
