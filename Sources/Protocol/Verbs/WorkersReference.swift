/// The workers of one compose project on the asked agent's host. The agent serves only the projects of its own
/// configuration.
public struct WorkersReference: Codable, Hashable, Sendable {
  /// The project's directory.
  public var project: String
  /// The compose file, relative to the directory.
  public var compose: String
  /// Service names, with `*` and `?` as globs; several parted by commas.
  public var services: String
  /// The variable that names the Redis.
  public var variable: String

  /// Names the workers.
  public init(project: String, compose: String, services: String, variable: String) {
    self.project = project
    self.compose = compose
    self.services = services
    self.variable = variable
  }
}
