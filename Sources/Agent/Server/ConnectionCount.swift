import Synchronization

/// How many connections are open.
final class ConnectionCount: Sendable {
  private let open = Mutex(0)

  /// Counts one in; false when the limit is reached.
  func enter(limit: Int) -> Bool {
    open.withLock { open in
      guard open < limit else { return false }
      open += 1
      return true
    }
  }

  /// Counts one out.
  func leave() { open.withLock { $0 -= 1 } }
}
