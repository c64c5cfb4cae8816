/// Asks for the facts of one Redis.
public struct InspectRedis: Verb {
  /// The name on the wire.
  public static let name = VerbName.inspectRedis
  /// Which.
  public var redis: RedisReference
  /// Whether the version of its data format is asked as well, which costs one more question.
  public var asksFormat: Bool?
  /// Whether what only checks need is read as well: modules, functions, the container's limits.
  public var inDepth: Bool?

  /// Makes one from its fields.
  public init(redis: RedisReference, asksFormat: Bool? = nil, inDepth: Bool? = nil) {
    self.redis = redis
    self.asksFormat = asksFormat
    self.inDepth = inDepth
  }

  /// What comes back.
  public typealias Reply = RedisFacts
}
