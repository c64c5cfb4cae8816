/// Removes a volume of a retired Redis for good: an operator has typed its name.
public struct RemoveVolume: Verb {
  /// The name on the wire.
  public static let name = VerbName.removeVolume
  /// The retired Redis's container.
  public var container: String
  /// The volume's name in Docker; only one that the retirement has recorded.
  public var volume: String

  /// Makes one from its fields.
  public init(container: String, volume: String) {
    self.container = container
    self.volume = volume
  }

  /// What comes back.
  public struct Reply: Codable, Hashable, Sendable {
    /// Whether it was there.
    public var removed: Bool

    /// Makes one from its fields.
    public init(removed: Bool) {
      self.removed = removed
    }
  }
}
