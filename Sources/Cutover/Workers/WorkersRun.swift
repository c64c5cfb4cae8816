/// What a worker host's agent must know of a run to act without a coordinator.
public struct WorkersRun: Sendable, Hashable, Codable {
  /// The lease under which the plan was given.
  public let grant: Grant
  /// Whose Redis the workers use before the run.
  public let leader: HostID
  /// Whose Redis they use after it.
  public let follower: HostID

  /// From the plan of the run.
  public init(grant: Grant, leader: HostID, follower: HostID) {
    self.grant = grant
    self.leader = leader
    self.follower = follower
  }

  /// The side that a host's Redis is on; nil for a host that is neither.
  public func side(of host: HostID) -> WorkersSide? {
    if host == leader { return .old }
    if host == follower { return .new }
    return nil
  }
}
