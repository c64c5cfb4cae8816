/// What an agent sees of a Redis of its host that must not serve, at one look. Nothing here is a role that is believed:
/// the fence is proved anew for every life of the container.
public struct ReturnReading: Sendable, Hashable {
  /// What Docker says of the container.
  public enum Container: Sendable, Hashable {
    /// There is none of that name.
    case absent
    /// It does not run, for so long as the agent has watched.
    case stopped(seconds: Int)
    /// Its process runs.
    case running
  }

  /// What is known of the fence in this life of the process.
  public enum Fence: Sendable, Hashable {
    /// Not looked at yet.
    case unknown
    /// It is no read-only replica, or does not say so.
    case broken
    /// A replica, read-only, and a write was refused with READONLY.
    case proved
  }

  /// The pen's record at this agent.
  public var pen: PenRecord?
  /// Whether a run has taken this Redis's restarts into the agent's hands.
  public var isGuarded: Bool
  /// Its container.
  public var container: Container
  /// Whether it is in any network.
  public var isConnected: Bool
  /// Whether it is missing from a network where the journal says that it belongs.
  public var lacksNetwork: Bool
  /// Its fence.
  public var fence: Fence
  /// Whether the journal says that it follows, and it has not been told in this life.
  public var mustFollow: Bool

  /// As read in one look.
  public init(
    pen: PenRecord?, isGuarded: Bool, container: Container, isConnected: Bool, lacksNetwork: Bool, fence: Fence,
    mustFollow: Bool
  ) {
    self.pen = pen
    self.isGuarded = isGuarded
    self.container = container
    self.isConnected = isConnected
    self.lacksNetwork = lacksNetwork
    self.fence = fence
    self.mustFollow = mustFollow
  }
}
