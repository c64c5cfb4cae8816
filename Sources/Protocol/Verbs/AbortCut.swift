import Cutover

/// An abort goes to the agent whose Redis holds the pen first: it bars every cut of that epoch or lower, stops one that is
/// under way, or says that it is too late.
public struct AbortCut: Verb {
  /// The name on the wire.
  public static let name = VerbName.abortCut
  /// The epoch of the run that is aborted.
  public var epoch: Epoch

  /// Makes one from its fields.
  public init(epoch: Epoch) {
    self.epoch = epoch
  }

  /// What comes back.
  public typealias Reply = AbortAnswer
}
