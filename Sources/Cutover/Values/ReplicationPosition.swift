/// A point in one history of writes: `master_replid` with an offset in bytes. Two positions are comparable only within
/// one history.
public struct ReplicationPosition: Sendable, Hashable, Codable {
  /// `master_replid` (`INFO replication`), 40 hexadecimal digits.
  public let replicationID: String
  /// `master_repl_offset` of a leader, `slave_repl_offset` of a follower, in bytes.
  public let offset: UInt64

  /// Names a point of a history.
  public init(replicationID: String, offset: UInt64) {
    self.replicationID = replicationID
    self.offset = offset
  }
}

extension ReplicationPosition: CustomStringConvertible {
  /// For reasons and reports.
  public var description: String { "\(replicationID.prefix(8)):\(offset)" }
}
