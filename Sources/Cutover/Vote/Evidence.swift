/// What one participant's vote rests on. Parts that its roles do not have are nil.
public struct Evidence: Sendable, Hashable, Codable {
  /// The run's lease is live at this agent.
  public var leaseLive: Bool
  /// This agent's pen record; nil where it has not learned it.
  public var pen: PenRecord?
  /// Of the leader's and the follower's Redis.
  public var redis: RedisEvidence?
  /// Of a worker host's workers.
  public var workers: WorkersEvidence?

  /// As gathered for one nonce.
  public init(leaseLive: Bool, pen: PenRecord?, redis: RedisEvidence? = nil, workers: WorkersEvidence? = nil) {
    self.leaseLive = leaseLive
    self.pen = pen
    self.redis = redis
    self.workers = workers
  }
}
