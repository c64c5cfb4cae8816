import Cutover

/// A copy of a Redis's data in a file of its agent.
public struct BackUpFacts: Codable, Hashable, Sendable {
  /// The file on the agent's host.
  public var path: String
  /// Its length.
  public var bytes: Int
  /// Its SHA-256 in hexadecimal, of the bytes that were written.
  public var sha256: String
  /// What the Redis held around the moment of the snapshot.
  public var content: BackUpContent
  /// Memory that the data took in the Redis, in bytes.
  public var usedMemory: Int

  /// Makes one from its fields.
  public init(path: String, bytes: Int, sha256: String, content: BackUpContent, usedMemory: Int) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    self.content = content
    self.usedMemory = usedMemory
  }

  /// For a report: `/var/lib/cutover/backups/…rdb, 1234 B, sha256 …, 10 keys, 3 jobs to be done in 2 queues`.
  public var words: String {
    let pending = content.after.reduce(0) { $0 + $1.pending }
    return "\(path), \(bytes) B, sha256 \(sha256), \(content.keys) keys, \(pending) jobs to be done in "
      + "\(content.after.count) queues"
  }
}
