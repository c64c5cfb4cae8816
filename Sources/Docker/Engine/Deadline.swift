/// A limit of time on one call: what has not answered by then is cancelled.
struct Deadline: Sendable {
  /// The longest that the call may take.
  let limit: Duration
  /// What is called, for the error's sentence.
  let call: String

  /// Runs the operation; any failure comes out as a ``DockerError``.
  /// - Throws: `deadlineExceeded`, or what the operation threw; anything that is no ``DockerError`` becomes
  ///   `unreachable` with the failure as its cause.
  func run<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Value
  ) async throws(DockerError) -> Value {
    do {
      return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard case .some(.some(let value)) = try await group.next() else {
          throw DockerError(
            .deadlineExceeded, "\(call) was not answered within \(limit)",
            remedy: "Look at the daemon and the host's load: systemctl status docker; uptime")
        }
        return value
      }
    } catch let error as DockerError {
      throw error
    } catch is CancellationError {
      throw DockerError(.deadlineExceeded, "\(call) was cancelled")
    } catch {
      throw DockerError(
        .unreachable, "\(call) failed: the connection to the Docker daemon broke",
        remedy: "Look at the daemon: systemctl status docker", cause: "\(error)")
    }
  }
}
