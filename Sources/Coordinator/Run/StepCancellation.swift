import Cutover
import Synchronization

/// Lets one step that only waits be left while the others go on.
final class StepCancellation: Sendable {
  private struct Entry {
    var stream: AsyncStream<Void>
    var signal: AsyncStream<Void>.Continuation
  }

  private let entries = Mutex<[Step: Entry]>([:])

  /// Does a step until it ends, or is cancelled, which it hears as its task's cancellation.
  func run(_ step: Step, _ body: @escaping @Sendable () async -> RunEvent) async -> RunEvent {
    let (stream, signal) = AsyncStream.makeStream(of: Void.self)
    entries.withLock { $0[step] = Entry(stream: stream, signal: signal) }
    defer { _ = entries.withLock { $0.removeValue(forKey: step) } }
    return await withTaskGroup(of: RunEvent?.self) { group in
      group.addTask { await body() }
      group.addTask {
        for await _ in stream {}
        return nil
      }
      var event: RunEvent?
      for await ended in group {
        if let ended {
          event = ended
          signal.finish()
        } else if event == nil {
          group.cancelAll()
        }
      }
      return event
        ?? .failed(step, Finding(observed: "the step ended without a result", required: "a result", next: ""))
    }
  }

  /// Leaves a step.
  func cancel(_ step: Step) {
    entries.withLock { $0[step] }?.signal.finish()
  }
}
