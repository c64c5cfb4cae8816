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
    /// The file's path.
    public var file: String
    /// The name of the previous file, beside it.
    public var kept: String

    /// Makes one from its fields.
    public init(file: String, kept: String) {
      self.file = file
      self.kept = kept
    }
  }
}
