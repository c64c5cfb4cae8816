/// The closed list of what agents watch in the soak, by the names that operators type (`soak --rollback-on NAME`). They
/// are no checks of a preflight: what they look at is how things change after a run.
public enum SoakCheckID: String, Sendable, Hashable, Codable, CaseIterable {
  /// The Redis that holds the pen answers.
  case answers = "soak.answers"
  /// No key is evicted: for BullMQ each is a lost job.
  case evictions = "soak.evictions"
  /// Its memory stays below its limit.
  case memory = "soak.memory"
  /// The reverse link is up and close: the way back loses nothing.
  case link = "soak.link"
  /// Jobs do not fail in masses.
  case failures = "soak.failures"
  /// Jobs that wait are worked on.
  case stalled = "soak.stalled"
  /// No worker and no Redis is restarted.
  case restarts = "soak.restarts"

  /// What it is called in a list.
  public var title: String {
    switch self {
    case .answers: "the Redis answers"
    case .evictions: "no key is evicted"
    case .memory: "memory stays below its limit"
    case .link: "the reverse link is close"
    case .failures: "no mass failures"
    case .stalled: "waiting jobs are worked on"
    case .restarts: "nothing is restarted"
    }
  }
}
