import Cutover

/// Between agents: waits until the receiver is at the fenced position, then reads it and its queues in one go.
public struct Compare: Verb {
  /// The name on the wire.
  public static let name = VerbName.compare
  /// Which.
  public var redis: RedisReference
  /// Where it must be.
  public var position: ReplicationPosition
  /// How long to wait at most.
  public var milliseconds: Int
  /// BullMQ's key prefix.
  public var prefix: String
  /// Which queues.
  public var queues: [String]

  /// Makes one from its fields.
  public init(
    redis: RedisReference, position: ReplicationPosition, milliseconds: Int, prefix: String, queues: [String]
  ) {
    self.redis = redis
    self.position = position
    self.milliseconds = milliseconds
    self.prefix = prefix
    self.queues = queues
  }

  /// What comes back.
  public typealias Reply = ReceiverReading
}
