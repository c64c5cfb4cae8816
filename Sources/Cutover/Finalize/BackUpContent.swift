/// What a Redis held around the moment of a snapshot. It may be written to meanwhile: what was counted right before and
/// right after bounds what the snapshot may hold.
public struct BackUpContent: Sendable, Hashable, Codable {
  /// Keys right after the snapshot began.
  public let keys: UInt64
  /// Keys right before.
  public let keysBefore: UInt64
  /// How many of them have an expiry: those may have expired when the snapshot is loaded, and are left out then.
  public let expiring: UInt64
  /// Queues right before.
  public let before: [QueueDepth]
  /// Queues right after.
  public let after: [QueueDepth]

  /// As it was counted.
  public init(keys: UInt64, keysBefore: UInt64, expiring: UInt64, before: [QueueDepth], after: [QueueDepth]) {
    self.keys = keys
    self.keysBefore = keysBefore
    self.expiring = expiring
    self.before = before
    self.after = after
  }
}
