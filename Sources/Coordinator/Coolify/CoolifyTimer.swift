/// The time that waiting for Coolify takes, so that tests need not wait.
struct CoolifyTimer: Sendable {
  /// The time since some fixed moment.
  let now: @Sendable () -> Duration
  private let sleep: @Sendable (Duration) async throws -> Void

  /// - Parameter sleep: returns after so long; throws when its task is cancelled.
  init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void) {
    self.now = now
    self.sleep = sleep
  }

  /// The real time.
  static var real: Self {
    let start = ContinuousClock.now
    return Self(now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
  }

  /// Waits.
  ///
  /// - Throws: `interrupted` when the task is cancelled meanwhile.
  func wait(_ duration: Duration) async throws(CoolifyError) {
    do { try await sleep(duration) } catch { throw .interrupted }
  }
}

extension CoolifyError {
  /// The wait for Coolify was ended by the operator, or by the end of the run.
  static var interrupted: Self {
    CoolifyError(
      code: .interrupted, observed: "the wait for Coolify was interrupted", required: "Coolify's answer",
      next: "repeat the command; what Coolify has begun, it ends by itself")
  }
}
