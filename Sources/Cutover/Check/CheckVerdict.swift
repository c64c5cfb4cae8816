/// What a check came to.
public enum CheckVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// As required.
  case pass
  /// Not as one would wish; a run goes on.
  case warn
  /// Not as required; a run is refused unless an operator accepts it by name.
  case fail
  /// Not looked at, for the reason that was observed.
  case skipped
}
