/// What the coordinator knows of the pen.
public enum PenMove: Sendable, Hashable {
  /// No cut was ordered.
  case notTried
  /// One was, and how it ended is not known.
  case unknown
  /// It will not move by this run's attempt.
  case notMoved
  /// It has.
  case moved
}
