import Dispatch
import Foundation

/// Turns Ctrl-C into a wish: the run stops at the next safe point and takes back what it did; nothing is left stopped.
struct InterruptHandler: Sendable {
  let write: @Sendable (String) -> Void

  /// Runs the body; each interrupt meanwhile calls the handler instead of ending the process.
  func `while`<Result: Sendable, Failure: Error>(
    onInterrupt handler: @escaping @Sendable () -> Void, _ body: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    let write = self.write
    source.setEventHandler {
      write("stopping at the next safe point; what was changed is put back")
      handler()
    }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    return try await body()
  }
}
