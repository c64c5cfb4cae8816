import Synchronization

/// Whether a cut runs in this process now, one at most, and whether an operator wants it to stop.
final class CutRegister: Sendable {
  private struct State {
    var isRunning = false
    var isAborted = false
  }

  private let state = Mutex(State())

  /// Whether one runs.
  var isRunning: Bool { state.withLock(\.isRunning) }

  /// Takes the place; false when it is taken.
  func begin() -> Bool {
    state.withLock { state in
      guard !state.isRunning else { return false }
      state = State(isRunning: true)
      return true
    }
  }

  /// Gives the place back.
  func end() { state.withLock { $0 = State() } }

  /// Asks the cut that runs to stop where it still can.
  func abort() { state.withLock { state in state.isAborted = state.isRunning } }

  /// Whether it was asked to; true once.
  func takeAbort() -> Bool {
    state.withLock { state in
      defer { state.isAborted = false }
      return state.isAborted
    }
  }
}
