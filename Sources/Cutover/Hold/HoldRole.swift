/// Which side of a copy a host is.
public enum HoldRole: String, Sendable, Hashable, Codable {
  /// Its Redis has settings for the copy, which go back.
  case leader
  /// Its Redis follows, which ends.
  case follower
}
