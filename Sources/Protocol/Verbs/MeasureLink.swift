import Cutover

/// Asks an agent how fast it reaches another one: it sends that one a bounded number of bytes over the connection that
/// agents have, and times it.
public struct MeasureLink: Verb {
  /// The name on the wire.
  public static let name = VerbName.measureLink
  /// The other agent's host.
  public var host: HostID
  /// How many bytes are sent at most; never more than ``mostBytes``.
  public var bytes: Int

  /// The bounds of one measurement: it must not be felt.
  public static let mostBytes = 16 << 20
  /// How long it sends at most, in milliseconds; what was sent by then counts.
  public static let mostMilliseconds = 2000

  /// Makes one from its fields.
  public init(host: HostID, bytes: Int = 8 << 20) {
    self.host = host
    self.bytes = bytes
  }

  /// What comes back.
  public typealias Reply = LinkFacts
}
