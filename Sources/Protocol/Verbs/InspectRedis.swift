/// Asks for the facts of one Redis.
public struct InspectRedis: Verb {
  /// The name on the wire.
  public static let name = VerbName.inspectRedis
  /// Which.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(redis: RedisReference) {
    self.redis = redis
  }

  /// What comes back.
  public typealias Reply = RedisFacts
}
