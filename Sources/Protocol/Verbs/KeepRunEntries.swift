import Cutover

/// Keep these lines of the run's journal, so that any laptop of the fleet can go on with it. The run and the epoch are the
/// envelope's; they must be the highest that this agent has granted, live or not.
public struct KeepRunEntries: Verb {
  /// The name on the wire.
  public static let name = VerbName.keepRunEntries
  /// How many lines of this leader come before these. A new leader starts with 0, which replaces what was there.
  public var from: Int
  /// The lines, in order.
  public var entries: [RunEntry]

  /// Makes one from its fields.
  public init(from: Int, entries: [RunEntry]) {
    self.from = from
    self.entries = entries
  }

  /// How far the copy is.
  public struct Reply: Codable, Hashable, Sendable {
    /// How many lines of this leader are durable here.
    public var count: Int

    /// Makes one from its fields.
    public init(count: Int) {
      self.count = count
    }
  }
}
