/// One client address of a Redis, with how many connections it has.
public struct ClientFacts: Codable, Hashable, Sendable {
  /// The client's IP address.
  public var address: String
  /// The container with that address; none when it is not one of this host's.
  public var container: String?
  /// How many connections.
  public var connections: Int
  /// The names that the clients gave themselves.
  public var names: [String]
  /// The one process of that container, as `node (pid 4711)`; none where it was not asked for, and where a container has
  /// several: which of them has the connection cannot be seen from outside of its namespaces.
  public var process: String?

  /// Makes one from its fields.
  public init(address: String, container: String? = nil, connections: Int, names: [String], process: String? = nil) {
    self.address = address
    self.container = container
    self.connections = connections
    self.names = names
    self.process = process
  }
}
