/// Asks how the host reaches another address of the tailnet: directly, or through a relay. tailscaled sends a few small
/// packets for it.
public struct ReadTailnet: Verb {
  /// The name on the wire.
  public static let name = VerbName.tailnet
  /// The other host's tailnet address.
  public var address: String

  /// Makes one from its fields.
  public init(address: String) {
    self.address = address
  }

  /// What comes back.
  public typealias Reply = TailnetFacts
}
