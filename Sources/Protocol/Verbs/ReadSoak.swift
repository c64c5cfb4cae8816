import Cutover

/// What was seen in the newest window in which this agent watches, or has watched.
public struct ReadSoak: Verb {
  /// The name on the wire.
  public static let name = VerbName.readSoak

  /// Makes one; it has no fields.
  public init() {}

  /// What comes back.
  public struct Reply: Codable, Hashable, Sendable {
    /// The window and what was seen; none where no run has asked to watch.
    public var watch: SoakWatch?
    /// The host's clock: seconds since 1970. The window's times are by it.
    public var now: UInt64

    /// Makes one from its fields.
    public init(watch: SoakWatch? = nil, now: UInt64) {
      self.watch = watch
      self.now = now
    }
  }
}
