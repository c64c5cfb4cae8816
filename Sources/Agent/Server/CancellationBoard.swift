import Synchronization

/// Which requests of one connection are under way, and who waits to hear that the asker gave one up.
final class CancellationBoard: Sendable {
  /// One request that is under way. An id may come again as soon as its asker has given it up, so the id alone does not
  /// name one.
  struct Ticket: Sendable {
    fileprivate let id: String
    fileprivate let number: UInt64
    fileprivate let stream: AsyncStream<Void>

    /// Returns when the request was cancelled or has ended.
    func cancelled() async {
      for await _ in stream {}
    }
  }

  private struct Entry {
    var number: UInt64
    var reads: Bool
    var signal: AsyncStream<Void>.Continuation
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var running = 0
    var lastNumber: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Notes a request.
  /// - Parameters:
  ///   - id: the asker's name for it.
  ///   - reads: whether it changes nothing.
  ///   - limit: how many may be under way.
  /// - Returns: `nil` when the limit is reached or the id is under way already.
  func begin(_ id: String, reads: Bool, limit: Int) -> Ticket? {
    state.withLock { state in
      guard state.running < limit, state.entries[id] == nil else { return nil }
      let (stream, signal) = AsyncStream.makeStream(of: Void.self)
      state.running += 1
      state.lastNumber += 1
      state.entries[id] = Entry(number: state.lastNumber, reads: reads, signal: signal)
      return Ticket(id: id, number: state.lastNumber, stream: stream)
    }
  }

  /// Tells who waits that the asker gave this request up. It may still run; its id is free again.
  func cancel(_ id: String) {
    state.withLock { $0.entries.removeValue(forKey: id) }?.signal.finish()
  }

  /// Tells all who only read that nobody waits for them any more.
  func cancelReading() {
    let abandoned = state.withLock { state in
      let abandoned = state.entries.filter(\.value.reads)
      for id in abandoned.keys { state.entries[id] = nil }
      return abandoned.values.map(\.signal)
    }
    for signal in abandoned { signal.finish() }
  }

  /// The request has its answer: who waits for its cancellation goes on.
  func settle(_ ticket: Ticket) {
    state.withLock { state in
      state.entries[ticket.id]?.number == ticket.number ? state.entries.removeValue(forKey: ticket.id) : nil
    }?.signal.finish()
  }

  /// The request no longer runs.
  func end(_ ticket: Ticket) {
    settle(ticket)
    state.withLock { $0.running -= 1 }
  }
}
