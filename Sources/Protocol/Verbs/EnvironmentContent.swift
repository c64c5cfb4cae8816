/// What a staged env file will say.
public enum EnvironmentContent: Codable, Hashable, Sendable {
  /// The variable gets this value.
  case value(Secret)
  /// The variable gets back what it had before the last flip, to the byte.
  case previous
}
