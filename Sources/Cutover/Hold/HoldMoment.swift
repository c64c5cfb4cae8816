/// A moment that can be told from another one over a restart of the agent and of the host. A hold may last a day, so the
/// coarse wall clock is good enough where the exact one does not reach: across a reboot.
public struct HoldMoment: Sendable, Hashable, Codable {
  /// The boot of the host.
  public let bootID: String
  /// CLOCK_BOOTTIME: goes on while the host sleeps, never jumps, and starts anew with each boot.
  public let bootSeconds: UInt64
  /// Seconds since 1970, by a clock that may be set.
  public let wallSeconds: UInt64

  /// As the shell reads both clocks.
  public init(bootID: String, bootSeconds: UInt64, wallSeconds: UInt64) {
    self.bootID = bootID
    self.bootSeconds = bootSeconds
    self.wallSeconds = wallSeconds
  }

  /// Seconds from this moment to a later one; none where the clock was set back.
  public func seconds(until later: HoldMoment) -> UInt64 {
    let (from, to) = bootID == later.bootID ? (bootSeconds, later.bootSeconds) : (wallSeconds, later.wallSeconds)
    return to > from ? to - from : 0
  }
}
