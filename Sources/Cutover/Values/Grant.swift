/// An epoch as an agent granted it: bound to one run id for ever (safety.md, trap 13). Every mutating order carries one.
public struct Grant: Sendable, Hashable, Codable {
  /// The fencing token.
  public let epoch: Epoch
  /// The only run that may use it.
  public let run: RunID

  /// Binds an epoch to a run.
  public init(epoch: Epoch, run: RunID) {
    self.epoch = epoch
    self.run = run
  }
}

extension Grant: CustomStringConvertible {
  /// For reasons and reports.
  public var description: String { "epoch \(epoch) of run \(run)" }
}
