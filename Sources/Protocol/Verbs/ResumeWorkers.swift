/// Starts the same workers again where they were, with their restart policies.
public struct ResumeWorkers: Verb {
  /// The name on the wire.
  public static let name = VerbName.resumeWorkers
  /// Which.
  public var workers: WorkersReference

  /// Makes one from its fields.
  public init(workers: WorkersReference) {
    self.workers = workers
  }

  /// Who runs.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry a service.
    public var workers: [WorkerFacts]

    /// Makes one from its fields.
    public init(workers: [WorkerFacts]) {
      self.workers = workers
    }
  }
}
