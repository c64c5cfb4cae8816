import Cutover

/// Tells the coordinator that leads a run what an operator at another laptop wants; it hears of it when it renews its
/// lease.
public struct AskRun: Verb {
  /// The name on the wire.
  public static let name = VerbName.askRun
  /// The run that is under way.
  public var run: RunID
  /// What is wanted.
  public var wish: RunWish
  /// Who wants it: operator and laptop.
  public var holder: String

  /// Makes one from its fields.
  public init(run: RunID, wish: RunWish, holder: String) {
    self.run = run
    self.wish = wish
    self.holder = holder
  }

  /// What comes back.
  public typealias Reply = Done
}
