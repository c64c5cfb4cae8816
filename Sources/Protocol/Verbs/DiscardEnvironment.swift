/// Removes the staged env file.
public struct DiscardEnvironment: Verb {
  /// The name on the wire.
  public static let name = VerbName.discardEnvironment
  /// Whose.
  public var workers: WorkersReference

  /// Makes one from its fields.
  public init(workers: WorkersReference) {
    self.workers = workers
  }

  /// What comes back.
  public typealias Reply = Done
}
