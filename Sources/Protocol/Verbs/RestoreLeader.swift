/// Puts the settings back that `prepareLeader` changed, in the reverse order.
public struct RestoreLeader: Verb {
  /// The name on the wire.
  public static let name = VerbName.restoreLeader
  /// Which Redis.
  public var redis: RedisReference

  /// Makes one from its fields.
  public init(redis: RedisReference) {
    self.redis = redis
  }

  /// What was put back.
  public struct Reply: Codable, Hashable, Sendable {
    /// In the order made.
    public var changes: [SettingChange]
    /// What stays as the run set it, since the value before would evict jobs at once; still recorded as to be put back.
    public var left: [SettingChange]

    /// Makes one from its fields.
    public init(changes: [SettingChange], left: [SettingChange] = []) {
      self.changes = changes
      self.left = left
    }
  }
}
