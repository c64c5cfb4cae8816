/// Why a lease was not granted or not renewed.
public enum LeaseRefusal: Sendable, Hashable, Codable {
  /// Another run has it: who, for how long, until when.
  case held(LeaseHolder, LeaseClock)
  /// A higher epoch has been granted since.
  case staleEpoch(highest: Grant)
  /// This very epoch belongs to another run (safety.md, trap 13).
  case boundToOtherRun(Grant)
  /// The lease has ended: its agents may have acted on that. `resume` takes a new epoch.
  case ended(Grant)
  /// The agent has lost its journal and must first learn the fleet's highest epoch (safety.md, trap 13).
  case needsLearning

  /// In words for an operator.
  public var finding: Finding {
    switch self {
    case .held(let lease, let clock):
      Finding(
        observed: "the lease is held by \(lease.holder) (\(lease.grant)) for \(clock.heldSeconds) s",
        required: "no live lease of another run",
        next: "wait \(clock.remainingSeconds) s for it to lapse unless it is renewed, or take it with --takeover")
    case .staleEpoch(let highest):
      Finding(
        observed: "\(highest) has been granted since", required: "the highest epoch",
        next: "this coordinator has been superseded: look at `coordinator status`")
    case .boundToOtherRun(let grant):
      Finding(observed: "this epoch belongs to run \(grant.run)", required: "an epoch of one's own", next: "try again")
    case .ended(let grant):
      Finding(
        observed: "the lease of \(grant) has ended", required: "a live lease",
        next: "run `coordinator resume`: it takes a new epoch")
    case .needsLearning:
      Finding(
        observed: "this agent has no journal", required: "the fleet's highest epoch and pen record",
        next: "run `coordinator bootstrap`: it teaches the agent what the fleet knows")
    }
  }
}
