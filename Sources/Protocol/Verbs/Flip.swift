/// Puts the staged env file in place; the previous one is kept beside it.
public struct Flip: Verb {
  /// The name on the wire.
  public static let name = VerbName.flip
  /// Whose.
  public var workers: WorkersReference

  /// Makes one from its fields.
  public init(workers: WorkersReference) {
    self.workers = workers
  }

  /// What stands now.
  public struct Reply: Codable, Hashable, Sendable {
    /// What supplies the variable now.
    public var variable: VariableFacts
    /// Where the previous file is kept.
    public var kept: String

    /// Makes one from its fields.
    public init(variable: VariableFacts, kept: String) {
      self.variable = variable
      self.kept = kept
    }
  }
}
