import Cutover

/// Between agents: waits until the Redis beside the asked agent has read up to a position.
public struct AwaitPosition: Verb {
  /// The name on the wire.
  public static let name = VerbName.awaitPosition
  /// Which.
  public var redis: RedisReference
  /// Where it must be.
  public var position: ReplicationPosition
  /// How long to wait at most.
  public var milliseconds: Int

  /// Makes one from its fields.
  public init(redis: RedisReference, position: ReplicationPosition, milliseconds: Int) {
    self.redis = redis
    self.position = position
    self.milliseconds = milliseconds
  }

  /// What comes back.
  public typealias Reply = ReplicationPosition
}
