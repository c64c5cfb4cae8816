/// One execution of a cutover or a rollback. Made by the coordinator; opaque to the engine.
public struct RunID: RawRepresentable, Sendable, Hashable, Codable {
  /// The id as journals, reports and `history` show it.
  public let rawValue: String

  /// Wraps an id.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

extension RunID: ExpressibleByStringLiteral, CustomStringConvertible {
  /// For tests and constants.
  public init(stringLiteral value: String) {
    self.init(rawValue: value)
  }

  /// The id itself.
  public var description: String { rawValue }
}
