/// Asks for the host's facts.
public struct ReadHostFacts: Verb {
  /// The name on the wire.
  public static let name = VerbName.hostFacts

  /// Makes one; it has no fields.
  public init() {}

  /// What comes back.
  public typealias Reply = HostFacts
}
