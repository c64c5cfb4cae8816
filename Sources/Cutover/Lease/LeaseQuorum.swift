/// Whose grants make a lease: a majority of the fleet, so that two coordinators never both have one and the highest epoch
/// is known to whoever asks a majority; and every participant of the run, which all have something to do under it.
public struct LeaseQuorum: Sendable, Hashable {
  /// Every host of the fleet.
  public let fleet: [HostID]
  /// The hosts of the run.
  public let participants: [HostID]

  /// Of one run.
  public init(fleet: [HostID], participants: [HostID]) {
    self.fleet = fleet
    self.participants = participants
  }

  /// Who has to answer yet, when these have: participants first; nil when it is enough.
  public func missing(from granted: [HostID]) -> [HostID]? {
    let absent = participants.filter { !granted.contains($0) }
    if !absent.isEmpty { return absent }
    guard granted.count * 2 <= fleet.count else { return nil }
    return fleet.filter { !granted.contains($0) }
  }
}
