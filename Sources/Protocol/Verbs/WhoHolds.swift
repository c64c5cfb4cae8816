import Cutover

/// Do you hold the pen? A yes bars every cut of that epoch or lower, durably, before it is given.
public struct WhoHolds: Verb {
  /// The name on the wire.
  public static let name = VerbName.whoHolds
  /// The asker's epoch.
  public var epoch: Epoch

  /// Makes one from its fields.
  public init(epoch: Epoch) {
    self.epoch = epoch
  }

  /// What comes back.
  public typealias Reply = PenAnswer
}
