/// Asks what stands around a Redis that is to be retired: its volumes, and the compose files that would bring it back.
public struct InspectRetirement: Verb {
  /// The name on the wire.
  public static let name = VerbName.inspectRetirement
  /// Which Redis.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(redis: RedisReference) {
    self.redis = redis
  }

  /// What comes back.
  public typealias Reply = RetirementFacts
}
