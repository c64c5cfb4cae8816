/// Asks for the workers of one project.
public struct InspectWorkers: Verb {
  /// The name on the wire.
  public static let name = VerbName.inspectWorkers
  /// Which.
  public var workers: WorkersReference

  /// Makes one from its fields.
  public init(workers: WorkersReference) {
    self.workers = workers
  }

  /// The workers, by service.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry a service.
    public var workers: [WorkerFacts]

    /// Makes one from its fields.
    public init(workers: [WorkerFacts]) {
      self.workers = workers
    }
  }
}
