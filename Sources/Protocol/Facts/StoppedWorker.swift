/// How one worker ended.
public struct StoppedWorker: Codable, Hashable, Sendable {
  /// The compose service.
  public var service: String
  /// How long it took.
  public var milliseconds: Int
  /// Whether the grace ran out and it was killed: its job will run again.
  public var killed: Bool

  /// Makes one from its fields.
  public init(service: String, milliseconds: Int, killed: Bool) {
    self.service = service
    self.milliseconds = milliseconds
    self.killed = killed
  }
}
