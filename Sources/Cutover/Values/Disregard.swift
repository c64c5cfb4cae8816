/// Why an event changes nothing. A shell logs a violation loudly; the others are everyday weather of a network.
public enum Disregard: Sendable, Hashable, Codable {
  /// It was already heard, and what it asked for is done or under way.
  case duplicate
  /// It belongs to something that has ended since, such as an older attempt or a step that was undone.
  case stale
  /// It cannot follow from what was asked: a bug of ours or a peer that does not keep the protocol.
  case violation(String)
}
