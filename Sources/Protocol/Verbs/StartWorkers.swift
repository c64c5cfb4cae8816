/// Recreates the workers with what the env file says, and proves each one's own environment.
public struct StartWorkers: Verb {
  /// The name on the wire.
  public static let name = VerbName.startWorkers
  /// Which.
  public var workers: WorkersReference
  /// The Redis that each must have then, as `host:port`.
  public var redis: String

  /// Makes one from its fields.
  public init(workers: WorkersReference, redis: String) {
    self.workers = workers
    self.redis = redis
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
