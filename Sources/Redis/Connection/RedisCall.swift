import Synchronization

/// One waiting caller of a ``RedisConnection``: hears the result exactly once, from whichever comes first of the
/// replies, the timeout, the end of the connection and the caller's own cancellation.
final class RedisCall: Sendable {
  typealias Outcome = Result<[RESPValue], RedisError>

  private enum State {
    case new
    case waiting(CheckedContinuation<Outcome, Never>)
    /// Finished before the caller waited.
    case finished(Outcome)
    case delivered
  }

  private let state = Mutex(State.new)

  /// Lets the caller wait; it is resumed at once if the call is finished already.
  func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
    let outcome: Outcome? = state.withLock { state in
      switch state {
      case .finished(let outcome):
        state = .delivered
        return outcome
      case .new, .waiting, .delivered:
        state = .waiting(continuation)
        return nil
      }
    }
    if let outcome { continuation.resume(returning: outcome) }
  }

  /// Gives the outcome to the caller, unless it has one.
  func finish(_ outcome: Outcome) {
    let continuation: CheckedContinuation<Outcome, Never>? = state.withLock { state in
      switch state {
      case .new:
        state = .finished(outcome)
        return nil
      case .waiting(let continuation):
        state = .delivered
        return continuation
      case .finished, .delivered:
        return nil
      }
    }
    continuation?.resume(returning: outcome)
  }
}
