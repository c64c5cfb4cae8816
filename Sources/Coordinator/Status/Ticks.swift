/// A steady beat: an element at `start` and one every `interval` after it. A beat that is missed because the work took
/// longer is left out, not made up for.
struct Ticks: AsyncSequence, Sendable {
  /// The first beat.
  let start: ContinuousClock.Instant
  /// The time between two beats.
  let interval: Duration

  /// Waits for the next beat; throws when the task is cancelled.
  struct AsyncIterator: AsyncIteratorProtocol {
    var due: ContinuousClock.Instant
    let interval: Duration

    mutating func next() async throws -> ContinuousClock.Instant? {
      due = Ticks.next(at: due, now: .now, interval: interval)
      try await Task.sleep(until: due, clock: .continuous)
      defer { due += interval }
      return due
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(due: start, interval: interval) }

  /// The first beat that is not over yet.
  static func next(
    at due: ContinuousClock.Instant, now: ContinuousClock.Instant, interval: Duration
  ) -> ContinuousClock.Instant {
    guard due < now else { return due }
    let missed = ((now - due) / interval).rounded(.up)
    return due + interval * missed
  }
}
