/// Whether a restored backup has what the Redis had.
public struct BackUpProof: Sendable, Hashable {
  /// What the Redis held around the snapshot.
  public let expected: BackUpContent
  /// Keys of the restored one.
  public let keys: UInt64
  /// Its queues.
  public let queues: [QueueDepth]

  /// What was restored, beside what is expected.
  public init(expected: BackUpContent, keys: UInt64, queues: [QueueDepth]) {
    self.expected = expected
    self.keys = keys
    self.queues = queues
  }

  /// Why the backup proves nothing; `nil` where it has everything.
  public var finding: Finding? {
    let (low, high) = Self.bounds(expected.keysBefore, expected.keys)
    let least = low > expected.expiring ? low - expected.expiring : 0
    guard (least...high).contains(keys) else {
      return Finding(
        observed: "\(keys) keys were restored", required: "\(least) to \(high), as the Redis had",
        next: "coordinator finalize, which takes a new backup; if it fails again, keep the old Redis")
    }
    for (before, after) in zip(expected.before, expected.after) {
      guard let found = queues.first(where: { $0.name == before.name }) else {
        return missing("queue \(before.name) was not counted", "each queue that the Redis had")
      }
      for count in Self.counts {
        let (low, high) = Self.bounds(before[keyPath: count.path], after[keyPath: count.path])
        let seen = found[keyPath: count.path]
        guard (low...high).contains(seen) else {
          return missing(
            "queue \(before.name) was restored with \(seen) \(count.name)",
            low == high ? "\(low), as the Redis had" : "\(low) to \(high), as the Redis had")
        }
      }
    }
    return nil
  }

  private func missing(_ observed: String, _ required: String) -> Finding {
    Finding(
      observed: observed, required: required,
      next: "coordinator finalize, which takes a new backup; if it fails again, keep the old Redis")
  }

  private static func bounds(_ one: UInt64, _ other: UInt64) -> (UInt64, UInt64) { (min(one, other), max(one, other)) }

  private static var counts: [(name: String, path: KeyPath<QueueDepth, UInt64>)] {
    [
      ("waiting", \.waiting), ("active", \.active), ("paused", \.paused), ("delayed", \.delayed),
      ("prioritized", \.prioritized), ("waiting for children", \.waitingChildren), ("completed", \.completed),
      ("failed", \.failed),
    ]
  }
}
