import Cutover

/// Writes the new env file beside the old one and proves it with compose.
public struct StageEnvironment: Verb {
  /// The name on the wire.
  public static let name = VerbName.stageEnvironment
  /// Whose.
  public var workers: WorkersReference
  /// What the variable will say.
  public var content: EnvironmentContent
  /// Whose Redis the workers use before the run.
  public var leader: HostID
  /// Whose Redis they use after it.
  public var follower: HostID

  /// Makes one from its fields.
  public init(workers: WorkersReference, content: EnvironmentContent, leader: HostID, follower: HostID) {
    self.workers = workers
    self.content = content
    self.leader = leader
    self.follower = follower
  }

  /// What the flip will do.
  public struct Reply: Codable, Hashable, Sendable {
    /// What supplies the variable now.
    public var variable: VariableFacts
    /// The new value with the password hidden.
    public var redactedAfter: String
    /// The Redis that it names, as `host:port`.
    public var redis: String

    /// Makes one from its fields.
    public init(variable: VariableFacts, redactedAfter: String, redis: String) {
      self.variable = variable
      self.redactedAfter = redactedAfter
      self.redis = redis
    }
  }
}
