/// What the shell sees in the agent's own memory when it looks whether a window is over.
public struct SoakLook: Sendable, Hashable {
  /// When: seconds since 1970.
  public let at: UInt64
  /// The pen record.
  public let pen: PenRecord?
  /// The epoch of the live lease; none when no lease is live.
  public let lease: Epoch?

  /// As seen at one moment.
  public init(at: UInt64, pen: PenRecord?, lease: Epoch?) {
    self.at = at
    self.pen = pen
    self.lease = lease
  }
}
