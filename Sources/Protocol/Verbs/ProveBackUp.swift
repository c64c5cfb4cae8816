import Cutover

/// Restores a backup into a throw-away Redis without a network, counts what is in it, and removes that Redis again.
public struct ProveBackUp: Verb {
  /// The name on the wire.
  public static let name = VerbName.proveBackUp
  /// The Redis whose image is used: what wrote the file can read it.
  public var redis: RedisReference
  /// The backup.
  public var backup: BackUpFacts
  /// BullMQ's key prefix.
  public var prefix: String

  /// Makes one from its fields.
  public init(redis: RedisReference, backup: BackUpFacts, prefix: String = "bull") {
    self.redis = redis
    self.backup = backup
    self.prefix = prefix
  }

  /// What the restored Redis held; it was compared with what the backup says.
  public struct Reply: Codable, Hashable, Sendable {
    /// Its keys.
    public var keys: Int
    /// Its queues.
    public var queues: [QueueDepth]
    /// How long the proof took.
    public var milliseconds: Int

    /// Makes one from its fields.
    public init(keys: Int, queues: [QueueDepth], milliseconds: Int) {
      self.keys = keys
      self.queues = queues
      self.milliseconds = milliseconds
    }
  }
}
