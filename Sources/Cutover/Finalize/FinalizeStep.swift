/// One thing that the coordinator's shell does for a finalize. Each is idempotent: the next finalize may do it again.
public enum FinalizeStep: Sendable, Hashable, Codable {
  /// The lease, from a majority of the fleet and both hosts of the pair.
  case acquireLease
  /// The old Redis's data in a file beside its agent.
  case backUp
  /// That file restored in a throw-away Redis, and counted.
  case prove
  /// Whether anybody has come back to the old Redis since the checks.
  case recheck
  /// The old Redis's container is stopped and removed: the point of no return.
  case retire
  /// The new Redis gets its own restart policy and configuration back: there is no second one any more.
  case settle
  /// The volume whose name was typed.
  case removeVolume(String)
  /// The lease is given back.
  case releaseLease

  /// Whether the old Redis may be gone once it was begun.
  public var destroys: Bool {
    switch self {
    case .retire, .removeVolume: true
    case .acquireLease, .backUp, .prove, .recheck, .settle, .releaseLease: false
    }
  }

  /// What it is called in a report.
  public var name: String {
    switch self {
    case .acquireLease: "lease"
    case .backUp: "backup"
    case .prove: "proof"
    case .recheck: "clients"
    case .retire: "retire"
    case .settle: "settle"
    case .removeVolume: "volume"
    case .releaseLease: "release"
    }
  }
}
