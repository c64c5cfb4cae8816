/// Removes the target Redis that this run made and that never held the pen.
public struct RemoveProvisioned: Verb {
  /// The name on the wire.
  public static let name = VerbName.removeProvisioned
  /// The container's name.
  public var container: String
  /// Its directory.
  public var directory: String

  /// Makes one from its fields.
  public init(container: String, directory: String) {
    self.container = container
    self.directory = directory
  }

  /// What was done.
  public struct Reply: Codable, Hashable, Sendable {
    /// False when this run had not made it.
    public var removed: Bool

    /// Makes one from its fields.
    public init(removed: Bool) {
      self.removed = removed
    }
  }
}
