/// How fast one agent reaches another, as measured once.
public struct LinkFacts: Codable, Hashable, Sendable {
  /// How many bytes were sent.
  public var bytes: Int
  /// How long that took, in microseconds.
  public var microseconds: Int
  /// The shortest of a few round trips, in microseconds.
  public var roundTripMicroseconds: Int
  /// How long the other agent's disk took to make a few bytes durable, in microseconds; none where it could not tell.
  public var fsyncMicroseconds: Int?

  /// Makes one from its fields.
  public init(bytes: Int, microseconds: Int, roundTripMicroseconds: Int, fsyncMicroseconds: Int? = nil) {
    self.bytes = bytes
    self.microseconds = microseconds
    self.roundTripMicroseconds = roundTripMicroseconds
    self.fsyncMicroseconds = fsyncMicroseconds
  }

  /// Bytes a second; none where nothing was measured.
  public var bytesPerSecond: Int? {
    guard bytes > 0, microseconds > 0 else { return nil }
    return Int((Double(bytes) / Double(microseconds) * 1_000_000).rounded())
  }
}
