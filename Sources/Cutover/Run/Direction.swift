/// Which way a run moves the pen. Both are the same machine with the sides swapped.
public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
  /// From the fleet file's source to its target.
  case cutover
  /// Back, over the reverse link that is already there.
  case rollback
}
