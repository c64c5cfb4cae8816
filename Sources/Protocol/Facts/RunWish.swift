/// What an operator at another laptop wants of the run that is under way.
public enum RunWish: String, Codable, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
  /// Stop at the next safe point, and take back what was done.
  case abort
  /// Go on from where it holds.
  case proceed
}
