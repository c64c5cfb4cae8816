/// "I hold the pen", in answer to a worker host. It is true for good in the epochs it names: before it is given, every
/// cut of `barredThrough` or lower has durably become impossible at the holder (safety.md, trap 7).
public struct PenClaim: Sendable, Hashable, Codable {
  /// Whose Redis holds the pen.
  public let holder: HostID
  /// The move that gave it the pen.
  public let pen: Epoch
  /// No cut of this epoch or a lower one can begin at the holder.
  public let barredThrough: Epoch

  /// As the holder's agent answers.
  public init(holder: HostID, pen: Epoch, barredThrough: Epoch) {
    self.holder = holder
    self.pen = pen
    self.barredThrough = barredThrough
  }
}
