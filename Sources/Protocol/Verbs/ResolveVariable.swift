/// Asks which file supplies the workers' variable.
public struct ResolveVariable: Verb {
  /// The name on the wire.
  public static let name = VerbName.resolveVariable
  /// Whose.
  public var workers: WorkersReference

  /// Makes one from its fields.
  public init(workers: WorkersReference) {
    self.workers = workers
  }

  /// What comes back.
  public typealias Reply = VariableFacts
}
