/// For how long an agent watches, what, and from where on it says so.
public struct SoakWindow: Sendable, Hashable, Codable {
  /// The run that began it.
  public let grant: Grant
  /// What this agent's Redis is.
  public let part: SoakPart
  /// When it began: seconds since 1970. A window lasts hours over restarts of agent and host: the wall clock is good
  /// enough, and the only one that reaches that far.
  public let from: UInt64
  /// When it ends: seconds since 1970, on record from the start.
  public let until: UInt64
  /// From where on something is a finding.
  public let thresholds: SoakThresholds

  /// As the order says it, at the time when it came.
  public init(grant: Grant, part: SoakPart, from: UInt64, until: UInt64, thresholds: SoakThresholds) {
    self.grant = grant
    self.part = part
    self.from = from
    self.until = until
    self.thresholds = thresholds
  }

  /// Seconds between two records of what was seen: at least a minute, and about thirty records a window.
  public var secondsBetweenSummaries: UInt64 { max(60, (until > from ? until - from : 0) / 30) }
}
