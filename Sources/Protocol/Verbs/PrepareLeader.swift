/// Sets the leading Redis up for the copy (`redis-bullmq.md`, P1).
public struct PrepareLeader: Verb {
  /// The name on the wire.
  public static let name = VerbName.prepareLeader
  /// Which Redis.
  public var redis: RedisReference

  /// How long it stays so without a live lease (`policy.hold`); without it, until it is put back by an order.
  public var holdSeconds: Int?

  /// Makes one from its fields.
  public init(redis: RedisReference, holdSeconds: Int? = nil) {
    self.redis = redis
    self.holdSeconds = holdSeconds
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
