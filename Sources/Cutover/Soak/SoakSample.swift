/// What one look of an agent saw.
public struct SoakSample: Sendable, Hashable, Codable {
  /// When: seconds since 1970.
  public var at: UInt64
  /// The Redis of this host; none where there is none to watch, or where it gave no answer.
  public var redis: SoakRedisSample?
  /// Why the Redis gave no answer.
  public var silence: String?
  /// The workers of this host; none where Docker gave no answer.
  public var workers: [SoakWorkerSample]?

  /// As seen at one moment.
  public init(
    at: UInt64, redis: SoakRedisSample? = nil, silence: String? = nil, workers: [SoakWorkerSample]? = []
  ) {
    self.at = at
    self.redis = redis
    self.silence = silence
    self.workers = workers
  }
}
