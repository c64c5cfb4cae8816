import Cutover

/// Between agents: this attempt must never promote.
public struct Bar: Verb {
  /// The name on the wire.
  public static let name = VerbName.bar
  /// Which.
  public var attempt: Attempt

  /// Makes one from its fields.
  public init(attempt: Attempt) {
    self.attempt = attempt
  }

  /// What comes back.
  public typealias Reply = BarAnswer
}
