/// Which file supplies a variable to the workers, and where in it.
public struct VariableFacts: Codable, Hashable, Sendable {
  /// The file's path.
  public var file: String
  /// The line of the assignment that counts, from 1.
  public var line: Int
  /// How it reaches the container: `interpolation` or `env_file`.
  public var mechanism: String
  /// The value with a password hidden.
  public var redactedValue: String
  /// The Redis that it names, as `host:port`.
  public var redis: String?
  /// The services that take it.
  public var services: [String]
  /// Services that are no workers and depend on one, or on the Redis that the variable names: by name, on whom.
  public var dependents: [String: [String]]?

  /// Makes one from its fields.
  public init(
    file: String, line: Int, mechanism: String, redactedValue: String, redis: String? = nil, services: [String],
    dependents: [String: [String]]? = nil
  ) {
    self.file = file
    self.line = line
    self.mechanism = mechanism
    self.redactedValue = redactedValue
    self.redis = redis
    self.services = services
    self.dependents = dependents
  }
}
