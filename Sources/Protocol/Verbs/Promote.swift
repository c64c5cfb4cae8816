import Cutover

/// Between agents: the pen is yours, if your Redis is exactly what this order says.
public struct Promote: Verb {
  /// The name on the wire.
  public static let name = VerbName.promote
  /// The attempt, the process and the position.
  public var order: PromoteOrder

  /// Makes one from its fields.
  public init(order: PromoteOrder) {
    self.order = order
  }

  /// What comes back.
  public typealias Reply = PromoteAnswer
}
