/// What only the shell's clock (CLOCK_BOOTTIME) knows of the live lease, when a question arrives.
public struct LeaseClock: Sendable, Hashable, Codable {
  /// Seconds since the live lease was granted.
  public let heldSeconds: UInt64
  /// Seconds until it lapses unless it is renewed.
  public let remainingSeconds: UInt64

  /// As read for one question; zeros where no lease is live.
  public init(heldSeconds: UInt64 = 0, remainingSeconds: UInt64 = 0) {
    self.heldSeconds = heldSeconds
    self.remainingSeconds = remainingSeconds
  }
}
