import Cutover

/// Stops and removes the container of a Redis that does not hold the pen and whose data is in a proven backup. Its volumes
/// stay.
public struct RetireRedis: Verb {
  /// The name on the wire.
  public static let name = VerbName.retireRedis
  /// Which Redis.
  public var redis: RedisReference
  /// The host whose agent must claim the pen.
  public var holder: HostID
  /// The backup's SHA-256, as it was proven in this run.
  public var sha256: String

  /// Makes one from its fields.
  public init(redis: RedisReference, holder: HostID, sha256: String) {
    self.redis = redis
    self.holder = holder
    self.sha256 = sha256
  }

  /// What is left of it.
  public typealias Reply = RetiredRedis
}
