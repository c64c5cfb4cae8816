import Synchronization

/// The ids of this process's requests: a random prefix, so that no two processes share one, and a counter.
final class RequestSequence: Sendable {
  private let prefix: String
  private let count = Atomic<UInt64>(0)

  /// A sequence with a random prefix of 64 bits, or a given one.
  init(prefix: String? = nil) {
    self.prefix = prefix ?? String(UInt64.random(in: .min ... .max), radix: 36)
  }

  /// The next id, never given before.
  func next() -> String {
    "\(prefix)-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
  }
}
