/// Asks what the pen's records say.
public struct ReadPenFacts: Verb {
  /// The name on the wire.
  public static let name = VerbName.penFacts

  /// Makes one; it has no fields.
  public init() {}

  /// What comes back.
  public typealias Reply = PenFacts
}
