import Cutover
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The clock of the live lease: CLOCK_BOOTTIME, which goes on while the host sleeps and never jumps (`safety.md`,
/// trap 18).
final class LeaseTimer: Sendable {
  private struct State {
    var granted: UInt64?
    var renewed: UInt64?
  }

  private let seconds: UInt64
  private let state = Mutex(State())

  /// - Parameter seconds: how long a lease holds without a renewal.
  init(seconds: Int) { self.seconds = UInt64(max(1, seconds)) }

  /// The lease was granted or renewed now.
  func restart() {
    let now = Self.now
    state.withLock { state in
      if state.granted == nil { state.granted = now }
      state.renewed = now
    }
  }

  /// No lease is live.
  func stop() { state.withLock { $0 = State() } }

  /// Whether the time is up. A lease that was live before the agent's restart has no time left.
  var isDue: Bool {
    let now = Self.now
    return state.withLock { state in state.renewed.map { now >= $0 + seconds } ?? true }
  }

  /// Seconds since the grant, and until the lease lapses.
  var reading: LeaseClock {
    let now = Self.now
    return state.withLock { state in
      LeaseClock(
        heldSeconds: state.granted.map { now - $0 } ?? 0,
        remainingSeconds: state.renewed.map { renewed in renewed + seconds > now ? renewed + seconds - now : 0 } ?? 0)
    }
  }

  private static var now: UInt64 {
    var time = timespec()
    #if canImport(Darwin)
      clock_gettime(CLOCK_MONOTONIC, &time)
    #else
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return UInt64(time.tv_sec)
  }
}
