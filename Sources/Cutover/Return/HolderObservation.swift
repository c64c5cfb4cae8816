/// What an agent sees of the Redis that holds the pen, in one life of its process.
public struct HolderObservation: Sendable, Hashable {
  /// The pen's record at this agent.
  public var pen: PenRecord?
  /// Whether the journal says that its data was given the marker of this pen epoch.
  public var isMarked: Bool
  /// The role that it came up with: what it does now, no proof of what it may do.
  public var isMaster: Bool
  /// The pen's epoch in the marker that its data has; none without one of this fleet.
  public var marker: Epoch?
  /// Whether its host was restarted since a run took its restarts into the agent's hands: a disk may have forgotten.
  public var hostRestarted: Bool
  /// Whether it is still the process that was armed for the promotion by which it holds the pen.
  public var isArmedLife: Bool
  /// What the other Redis says of its data.
  public var comparison: HolderComparison

  /// As read in one look.
  public init(
    pen: PenRecord?, isMarked: Bool, isMaster: Bool, marker: Epoch?, hostRestarted: Bool, isArmedLife: Bool = false,
    comparison: HolderComparison = .notAsked
  ) {
    self.pen = pen
    self.isMarked = isMarked
    self.isMaster = isMaster
    self.marker = marker
    self.hostRestarted = hostRestarted
    self.isArmedLife = isArmedLife
    self.comparison = comparison
  }
}
