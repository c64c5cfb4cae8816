/// A Redis on the asked agent's own host, named by its container; never an address, so that nobody can send an agent to
/// another server.
public struct RedisReference: Codable, Hashable, Sendable {
  /// Where the agent takes the password from.
  public enum Password: String, Codable, Hashable, Sendable {
    /// The Redis asks for none.
    case none
    /// The agent keeps it in its own state directory since `provision`.
    case stored
  }

  /// The container's exact name.
  public var container: String
  /// The port inside the container.
  public var port: Int
  /// Where the password comes from.
  public var password: Password

  /// Names a Redis.
  public init(container: String, port: Int = 6379, password: Password) {
    self.container = container
    self.port = port
    self.password = password
  }
}
