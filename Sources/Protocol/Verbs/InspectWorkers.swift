/// Asks for the workers of one project.
public struct InspectWorkers: Verb {
  /// The name on the wire.
  public static let name = VerbName.inspectWorkers
  /// Which.
  public var workers: WorkersReference
  /// Whether mounts and logs are read as well, and the pattern of the line that says that a worker has started.
  public var logs: LogQuestion?

  /// What is looked for in the workers' logs since their containers' start.
  public struct LogQuestion: Codable, Hashable, Sendable {
    /// The regular expression of `checks.started`; none: not looked for.
    public var started: String?

    /// Makes one from its fields.
    public init(started: String? = nil) {
      self.started = started
    }
  }

  /// Makes one from its fields.
  public init(workers: WorkersReference, logs: LogQuestion? = nil) {
    self.workers = workers
    self.logs = logs
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
