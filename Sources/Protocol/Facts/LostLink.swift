/// A follower's link that is over: the leader can no longer send what the follower has missed, and a full copy would
/// delete what the follower holds.
public struct LostLink: Codable, Hashable, Sendable {
  /// When that was seen: milliseconds since 1970 by the clock of the follower's host.
  public var since: Int
  /// What was seen.
  public var reason: String

  /// Makes one from its fields.
  public init(since: Int, reason: String) {
    self.since = since
    self.reason = reason
  }
}
