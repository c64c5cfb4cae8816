import NIOCore
import Protocol
import ServiceLifecycle

/// Remembers requests that change something, by asker and id, so that a repeated one gets the first one's answer, and
/// runs them to their end whether or not the asker stays: a cut is not broken off because a laptop went to sleep.
actor RequestLedger: Service {
  /// A request's identity: an id is the asker's own, so two askers may use the same.
  struct Key: Hashable, Sendable {
    let peer: PeerIdentity
    let id: String
  }

  private enum Entry {
    case running([CheckedContinuation<Result<ByteBuffer, ProtocolError>, Never>])
    case ended(Result<ByteBuffer, ProtocolError>)
  }

  private var entries: [Key: Entry] = [:]
  private var order: [Key] = []
  private let capacity: Int
  private let work: AsyncStream<@Sendable () async -> Void>
  private let enqueue: AsyncStream<@Sendable () async -> Void>.Continuation

  /// - Parameter capacity: how many answers are remembered; the oldest ended ones go first.
  init(capacity: Int = 256) {
    self.capacity = capacity
    (self.work, self.enqueue) = AsyncStream.makeStream()
  }

  /// Owns the requests that run. Ends at a graceful shutdown, after those that run have ended.
  func run() async {
    let (work, enqueue) = (self.work, self.enqueue)
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for await item in work { group.addTask { await item() } }
      }
    } onGracefulShutdown: {
      enqueue.finish()
    }
  }

  /// Returns when the actor has a moment: the watchdog's question.
  func isResponsive() {}

  /// The answer to a request: of this call when it is the first with this key, else the first one's.
  func answer(
    _ key: Key, _ body: @escaping @Sendable () async -> Result<ByteBuffer, ProtocolError>
  ) async -> Result<ByteBuffer, ProtocolError> {
    switch entries[key] {
    case .ended(let result): return result
    case .running: break
    case nil:
      guard case .enqueued = enqueue.yield({ await self.ended(key, await body()) }) else {
        return .failure(
          ProtocolError(.unreachable, "this agent is being stopped", next: "ask again when it has started"))
      }
      entries[key] = .running([])
      order.append(key)
    }
    return await withCheckedContinuation { continuation in
      switch entries[key] {
      case .running(var waiting):
        waiting.append(continuation)
        entries[key] = .running(waiting)
      case .ended(let result): continuation.resume(returning: result)
      case nil: continuation.resume(returning: .failure(ProtocolError(.internalError, "a request was forgotten")))
      }
    }
  }

  private func ended(_ key: Key, _ result: Result<ByteBuffer, ProtocolError>) {
    let entry = entries.updateValue(.ended(result), forKey: key)
    if case .running(let waiting) = entry { for continuation in waiting { continuation.resume(returning: result) } }
    forgetOldest()
  }

  private func forgetOldest() {
    var index = 0
    while entries.count > capacity, index < order.count {
      if case .ended = entries[order[index]] {
        entries[order[index]] = nil
        order.remove(at: index)
      } else {
        index += 1
      }
    }
  }
}
