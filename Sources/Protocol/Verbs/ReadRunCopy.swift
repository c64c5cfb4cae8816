/// What is kept here of the newest run's journal.
public struct ReadRunCopy: Verb {
  /// The name on the wire.
  public static let name = VerbName.readRunCopy

  /// Makes one.
  public init() {}

  /// What comes back.
  public struct Reply: Codable, Hashable, Sendable {
    /// The copy; none where no run was led since this agent has its journal.
    public var copy: RunCopy?

    /// Makes one from its fields.
    public init(copy: RunCopy? = nil) {
      self.copy = copy
    }
  }
}
