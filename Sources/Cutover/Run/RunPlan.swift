/// What a run is to do; journaled first, and given to every agent.
public struct RunPlan: Sendable, Hashable, Codable {
  /// The run.
  public let run: RunID
  /// The epoch of its lease.
  public let epoch: Epoch
  /// Which way.
  public let direction: Direction
  /// Every host of the fleet: those of whom a majority must grant the lease.
  public let fleet: [HostID]
  /// Whose Redis holds the pen now.
  public let leader: HostID
  /// Whose Redis will hold it.
  public let follower: HostID
  /// Hosts whose workers move.
  public let workerHosts: [HostID]
  /// The App is moved by us (`app` in the fleet file).
  public let movesApp: Bool
  /// Wait after `sync` for `coordinator proceed`.
  public let holdsAfterSync: Bool
  /// End after the gate, and detach.
  public let rehearsal: Bool

  /// From the fleet file, the command line, and the pen's present holder.
  public init(
    run: RunID, epoch: Epoch, direction: Direction, fleet: [HostID], leader: HostID, follower: HostID,
    workerHosts: [HostID], movesApp: Bool = false, holdsAfterSync: Bool = false, rehearsal: Bool = false
  ) {
    self.run = run
    self.epoch = epoch
    self.direction = direction
    self.fleet = fleet
    self.leader = leader
    self.follower = follower
    self.workerHosts = workerHosts
    self.movesApp = movesApp
    self.holdsAfterSync = holdsAfterSync
    self.rehearsal = rehearsal
  }

  /// Everybody whose vote counts, each once: leader, follower, worker hosts.
  public var participants: [HostID] {
    var seen: Set<HostID> = []
    return ([leader, follower] + workerHosts).filter { seen.insert($0).inserted }
  }

  /// What a host is in this run.
  public func roles(of host: HostID) -> [ParticipantRole] {
    var roles: [ParticipantRole] = []
    if host == leader { roles.append(.leader) }
    if host == follower { roles.append(.follower) }
    if workerHosts.contains(host) { roles.append(.worker) }
    return roles
  }

  /// The same plan under a new lease, for `resume`.
  public func under(_ epoch: Epoch) -> RunPlan {
    RunPlan(
      run: run, epoch: epoch, direction: direction, fleet: fleet, leader: leader, follower: follower,
      workerHosts: workerHosts, movesApp: movesApp, holdsAfterSync: holdsAfterSync, rehearsal: rehearsal)
  }
}
