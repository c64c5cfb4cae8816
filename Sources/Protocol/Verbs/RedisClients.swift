/// Asks who talks to one Redis.
public struct RedisClients: Verb {
  /// The name on the wire.
  public static let name = VerbName.redisClients
  /// Which Redis.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(redis: RedisReference) {
    self.redis = redis
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
