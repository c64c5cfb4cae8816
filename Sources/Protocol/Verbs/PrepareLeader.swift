/// Sets the leading Redis up for the copy (`redis-bullmq.md`, P1).
public struct PrepareLeader: Verb {
  /// The name on the wire.
  public static let name = VerbName.prepareLeader
  /// Which Redis.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(redis: RedisReference) {
    self.redis = redis
  }

  /// What was changed.
  public struct Reply: Codable, Hashable, Sendable {
    /// In the order made.
    public var changes: [SettingChange]

    /// Makes one from its fields.
    public init(changes: [SettingChange]) {
      self.changes = changes
    }
  }
}
