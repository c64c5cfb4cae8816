import Cutover

/// Between agents: how far is the data of your Redis of the pair? Asked by the agent of one that holds the pen and may have
/// lost some of its own (safety.md, trap 5).
public struct ReadProgress: Verb {
  /// The name on the wire.
  public static let name = VerbName.readProgress

  /// BullMQ's key prefix, where the asker knows it from a cut of its own.
  public var prefix: String?

  /// Makes one.
  public init(prefix: String? = nil) {
    self.prefix = prefix
  }

  /// What it has.
  public struct Reply: Codable, Hashable, Sendable {
    /// BullMQ's key prefix.
    public var prefix: String
    /// One entry a queue.
    public var queues: [QueueProgress]
    /// Whether it was retired by `finalize`: then it has nothing any more, and the asker's Redis is alone.
    public var isRetired: Bool?

    /// Makes one from its fields.
    public init(prefix: String, queues: [QueueProgress], isRetired: Bool? = nil) {
      self.prefix = prefix
      self.queues = queues
      self.isRetired = isRetired
    }
  }
}
