/// What a container has written since its start, as far as checks look.
public struct LogFacts: Codable, Hashable, Sendable {
  /// Lines that say that a module is missing, at most three, shortened, with the passwords of URLs hidden.
  public var moduleErrors: [String]
  /// How many there are of them.
  public var moduleErrorCount: Int
  /// How many lines say that a connection was refused; none when not looked for.
  public var refusedConnections: Int?
  /// Whether the line was found that says that it has started; none when not looked for.
  public var hasStarted: Bool?
  /// Whether there was more than was read.
  public var isTruncated: Bool

  /// Makes one from its fields.
  public init(
    moduleErrors: [String] = [], moduleErrorCount: Int = 0, hasStarted: Bool? = nil, isTruncated: Bool = false,
    refusedConnections: Int? = nil
  ) {
    self.moduleErrors = moduleErrors
    self.moduleErrorCount = moduleErrorCount
    self.hasStarted = hasStarted
    self.isTruncated = isTruncated
    self.refusedConnections = refusedConnections
  }
}
