/// Asks for the host's facts.
public struct ReadHostFacts: Verb {
  /// The name on the wire.
  public static let name = VerbName.hostFacts
  /// Whether this image is on the host is answered as well; none: not looked for.
  public var image: String?
  /// Whether this IP address is the host's own is answered as well; none: not looked for.
  public var address: String?

  /// Makes one from its fields.
  public init(image: String? = nil, address: String? = nil) {
    self.image = image
    self.address = address
  }

  /// What comes back.
  public typealias Reply = HostFacts
}
