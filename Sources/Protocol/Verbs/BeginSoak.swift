import Cutover

/// Has the agent watch its Redis and its workers from now on, by itself and over its restarts, until the window is over. The
/// run and the epoch are the envelope's; the same run asked again keeps its window as it began.
public struct BeginSoak: Verb, Hashable {
  /// The name on the wire.
  public static let name = VerbName.beginSoak
  /// The longest window that an agent takes: a year.
  public static let maximumSeconds = 366 * 24 * 60 * 60

  /// How long the window is, in seconds.
  public var seconds: Int
  /// How long it is from one look to the next, in seconds.
  public var intervalSeconds: Int
  /// From where on something is a finding.
  public var thresholds: SoakThresholds
  /// What this agent's Redis is.
  public var part: SoakPart
  /// Which Redis; none on a host that has none of the pair.
  public var redis: RedisReference?
  /// The workers of this host.
  public var workers: [WorkersReference]
  /// BullMQ's key prefix.
  public var prefix: String
  /// Which queues are counted; none: all that a search finds.
  public var queues: [String]?

  /// Makes one from its fields.
  public init(
    seconds: Int, intervalSeconds: Int, thresholds: SoakThresholds, part: SoakPart, redis: RedisReference? = nil,
    workers: [WorkersReference] = [], prefix: String = "bull", queues: [String]? = nil
  ) {
    self.seconds = seconds
    self.intervalSeconds = intervalSeconds
    self.thresholds = thresholds
    self.part = part
    self.redis = redis
    self.workers = workers
    self.prefix = prefix
    self.queues = queues
  }

  /// What is watched.
  public struct Reply: Codable, Hashable, Sendable {
    /// The window as it is on record.
    public var window: SoakWindow

    /// Makes one from its fields.
    public init(window: SoakWindow) {
      self.window = window
    }
  }
}
