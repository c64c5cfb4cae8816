/// What a peer may make us hold for one reply. Every limit is checked on the announced length, before anything of that
/// length is allocated or awaited.
public struct RESPLimits: Hashable, Sendable {
  /// The longest line (simple string, error, number), in bytes without its end.
  public var lineLength: Int
  /// The bytes of all strings of one reply together.
  public var replyLength: Int
  /// The elements of all arrays of one reply together.
  public var elements: Int
  /// How deep arrays nest; 1 is an array of plain values.
  public var depth: Int

  /// - Parameters:
  ///   - lineLength: the longest line, in bytes.
  ///   - replyLength: the bytes of all strings of one reply together.
  ///   - elements: the elements of all arrays of one reply together.
  ///   - depth: how deep arrays nest.
  public init(
    lineLength: Int = 64 << 10, replyLength: Int = 32 << 20, elements: Int = 1 << 18, depth: Int = 8
  ) {
    self.lineLength = lineLength
    self.replyLength = replyLength
    self.elements = elements
    self.depth = depth
  }
}
