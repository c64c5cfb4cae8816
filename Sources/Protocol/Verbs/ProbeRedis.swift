/// Asks the agent to reach a Redis from its host, as its clients will.
public struct ProbeRedis: Verb {
  /// The name on the wire.
  public static let name = VerbName.probeRedis
  /// The IP address.
  public var address: String
  /// The port.
  public var port: Int
  /// The password, if there is one.
  public var password: Secret?
  /// A container of the host that asks in the host's stead, with its own `redis-cli` and without the password: a refusal
  /// for want of one is an answer, too.
  public var container: String?

  /// Makes one from its fields.
  public init(address: String, port: Int, password: Secret? = nil, container: String? = nil) {
    self.address = address
    self.port = port
    self.password = password
    self.container = container
  }

  /// That it answered.
  public struct Reply: Codable, Hashable, Sendable {
    /// The server's version.
    public var version: String
    /// How long one PING took.
    public var microseconds: Int

    /// Makes one from its fields.
    public init(version: String, microseconds: Int) {
      self.version = version
      self.microseconds = microseconds
    }
  }
}
