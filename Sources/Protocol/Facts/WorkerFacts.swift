/// One worker service and its container, at one moment.
public struct WorkerFacts: Codable, Hashable, Sendable {
  /// The compose service.
  public var service: String
  /// The container's name; none when it does not exist.
  public var container: String?
  /// Whether it runs.
  public var running: Bool
  /// The container's state in Docker's words, or `absent`.
  public var state: String
  /// Docker's restart policy for it.
  public var restartPolicy: String?
  /// The Redis that its variable names, as `host:port`, from the container's own environment.
  public var redis: String?
  /// The whole value with the password hidden.
  public var redactedURL: String?
  /// How often Docker restarted it.
  public var restarts: Int
  /// How long a stop by hand waits for it, in seconds; none where Docker's 10 s count.
  public var stopGraceSeconds: Int?
  /// Names of other variables of its container whose value leads to the same Redis; none when not asked for.
  public var otherVariables: [String]?
  /// The container's id: another one after it was made anew.
  public var identifier: String?
  /// The hash of the service's definition when the container was made (compose's `config-hash`).
  public var configuration: String?
  /// Its mounts; none when not asked for.
  public var mounts: [MountFacts]?
  /// What its log says; none when not asked for.
  public var log: LogFacts?

  /// Makes one from its fields.
  public init(
    service: String, container: String? = nil, running: Bool, state: String, restartPolicy: String? = nil,
    redis: String? = nil, redactedURL: String? = nil, restarts: Int = 0,
    stopGraceSeconds: Int? = nil, mounts: [MountFacts]? = nil, log: LogFacts? = nil, otherVariables: [String]? = nil,
    identifier: String? = nil, configuration: String? = nil
  ) {
    self.service = service
    self.container = container
    self.running = running
    self.state = state
    self.restartPolicy = restartPolicy
    self.redis = redis
    self.redactedURL = redactedURL
    self.restarts = restarts
    self.stopGraceSeconds = stopGraceSeconds
    self.identifier = identifier
    self.configuration = configuration
    self.mounts = mounts
    self.log = log
    self.otherVariables = otherVariables
  }
}
