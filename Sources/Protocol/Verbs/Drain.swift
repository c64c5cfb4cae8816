/// Takes the workers' restart policy away, then stops exactly them and waits.
public struct Drain: Verb {
  /// The name on the wire.
  public static let name = VerbName.drain
  /// Which.
  public var workers: WorkersReference
  /// How long a running job may take; longer than the longest.
  public var graceSeconds: Int

  /// Makes one from its fields.
  public init(workers: WorkersReference, graceSeconds: Int) {
    self.workers = workers
    self.graceSeconds = graceSeconds
  }

  /// Who stopped, and how.
  public struct Reply: Codable, Hashable, Sendable {
    /// One entry a container.
    public var stopped: [StoppedWorker]

    /// Makes one from its fields.
    public init(stopped: [StoppedWorker]) {
      self.stopped = stopped
    }
  }

  /// One worker has stopped.
  public struct Progress: Codable, Hashable, Sendable {
    /// Which.
    public var service: String
    /// How many still run.
    public var remaining: Int

    /// Makes one from its fields.
    public init(service: String, remaining: Int) {
      self.service = service
      self.remaining = remaining
    }
  }
}
