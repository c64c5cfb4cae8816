import Cutover

/// Tells an agent that has no journal what the fleet knows: the pen, and the highest epoch.
public struct Learn: Verb {
  /// The name on the wire.
  public static let name = VerbName.learn
  /// Whether this host's Redis holds the pen.
  public var pen: PenRecord
  /// The highest epoch granted; none in a fleet that never ran.
  public var highest: Grant?

  /// Makes one from its fields.
  public init(pen: PenRecord, highest: Grant? = nil) {
    self.pen = pen
    self.highest = highest
  }

  /// What comes back.
  public typealias Reply = PenFacts
}
