/// Which part an agent watches.
public enum SoakPart: String, Sendable, Hashable, Codable {
  /// The Redis that holds the pen: evictions, memory, jobs.
  case holder
  /// The Redis that follows it: the reverse link.
  case follower
  /// No Redis; only workers.
  case workers
}
