/// Between agents: takes some bytes and answers, so that the asker can time it. Nothing is kept.
public struct Measure: Verb {
  /// The name on the wire.
  public static let name = VerbName.measure
  /// What is carried; it says nothing.
  public var payload: String
  /// Whether the asked agent times how long its disk takes to make a few bytes durable, in its own state directory.
  public var timesDisk: Bool?

  /// The longest payload, in bytes: a quarter of a frame.
  public static let mostBytes = 256 << 10

  /// Makes one from its fields.
  public init(payload: String = "", timesDisk: Bool? = nil) {
    self.payload = payload
    self.timesDisk = timesDisk
  }

  /// What comes back.
  public struct Reply: Codable, Hashable, Sendable {
    /// How many bytes came.
    public var bytes: Int
    /// How long a write took to be durable, in microseconds; none where it was not asked for or did not succeed.
    public var fsyncMicroseconds: Int?

    /// Makes one from its fields.
    public init(bytes: Int, fsyncMicroseconds: Int? = nil) {
      self.bytes = bytes
      self.fsyncMicroseconds = fsyncMicroseconds
    }
  }
}
