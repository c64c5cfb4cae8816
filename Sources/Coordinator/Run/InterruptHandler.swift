import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C into a wish: the run stops at the next safe point and takes back what it did; nothing is left stopped. A
/// second one ends the wait for an answer about the pen, and nothing else.
struct InterruptHandler: Sendable {
  let write: @Sendable (String) -> Void

  /// Runs the body; each interrupt meanwhile calls the handler instead of ending the process, from the second on
  /// with `again`.
  func `while`<Result: Sendable, Failure: Error>(
    onInterrupt handler: @escaping @Sendable (_ again: Bool) -> Void, _ body: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    let write = self.write
    let count = Atomic<Int>(0)
    source.setEventHandler {
      let again = count.wrappingAdd(1, ordering: .relaxed).oldValue > 0
      write(
        again
          ? "already stopping; if it only waits to learn who holds the pen, it ends now and the agents go on by themselves"
          : "stopping at the next safe point: before the cut everything is put back, after it the run goes on to its end"
      )
      handler(again)
    }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    return try await body()
  }
}
