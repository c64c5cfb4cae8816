/// Asks who talks to one Redis.
public struct RedisClients: Verb {
  /// The name on the wire.
  public static let name = VerbName.redisClients
  /// Which Redis.
  public var redis: RedisReference
  /// Whether the processes of the clients' containers are named as well, where that is known.
  public var asksProcesses: Bool?

  /// Makes one from its fields.
  public init(redis: RedisReference, asksProcesses: Bool? = nil) {
    self.redis = redis
    self.asksProcesses = asksProcesses
  }

  /// The clients by address.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry an address.
    public var clients: [ClientFacts]

    /// Makes one from its fields.
    public init(clients: [ClientFacts]) {
      self.clients = clients
    }
  }
}
