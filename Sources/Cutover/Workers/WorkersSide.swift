/// Which Redis a host's workers use, in a run.
public enum WorkersSide: String, Sendable, Hashable, Codable, CaseIterable {
  /// The leader's: the one that the run moves away from.
  case old
  /// The follower's: the one that the run moves to.
  case new
}
