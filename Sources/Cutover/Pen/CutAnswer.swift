/// Answer of the holder's pen to a cut that wants to begin.
public enum CutAnswer: Sendable, Hashable, Codable {
  /// CUT is durable.
  case entered(Attempt)
  /// Nothing was recorded.
  case refused(Finding)
}
