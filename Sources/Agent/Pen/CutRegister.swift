import Synchronization

/// Whether a cut runs in this process now: one at most.
final class CutRegister: Sendable {
  private let running = Mutex(false)

  /// Whether one runs.
  var isRunning: Bool { running.withLock(\.self) }

  /// Takes the place; false when it is taken.
  func begin() -> Bool {
    running.withLock { running in
      defer { running = true }
      return !running
    }
  }

  /// Gives the place back.
  func end() { running.withLock { $0 = false } }
}
