/// Asks for the host's facts.
public struct ReadHostFacts: Verb {
  /// The name on the wire.
  public static let name = VerbName.hostFacts
  /// Whether this image is on the host is answered as well; none: not looked for.
  public var image: String?

  /// Makes one from its fields.
  public init(image: String? = nil) {
    self.image = image
  }

  /// What comes back.
  public typealias Reply = HostFacts
}
