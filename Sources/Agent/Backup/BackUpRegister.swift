import Protocol
import Synchronization

/// Lets one backup be taken at a time: a coordinator that died while one was taken comes back and asks for another, and two
/// of them would give their files the same name.
final class BackUpRegister: Sendable {
  private let isTaken = Mutex(false)

  /// Runs the body once no other one runs.
  /// - Parameter limit: how long to wait for the other one's end.
  /// - Throws: ``ProtocolError`` with `busy` when it does not end, or what the body throws.
  func alone<Result: Sendable>(
    within limit: Duration, _ body: () async throws(ProtocolError) -> Result
  ) async throws(ProtocolError) -> Result {
    let deadline = ContinuousClock.now + limit
    while !isTaken.withLock({ taken in
      defer { taken = true }
      return !taken
    }) {
      guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(100))) != nil else {
        throw ProtocolError(
          .busy, "another backup is being taken here", next: "wait for its end: ls -l /var/lib/cutover/backups")
      }
    }
    defer { isTaken.withLock { $0 = false } }
    return try await body()
  }
}
