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
  /// The old name goes on answering after the cut, by a stand-in.
  public let standIn: Bool?
  /// Wait after `sync` for `coordinator proceed`.
  public let holdsAfterSync: Bool
  /// End after the gate, and detach.
  public let rehearsal: Bool
  /// Checks whose failure an operator has accepted by name.
  public let accepted: [CheckID]?
  /// The hash of the facts that an operator has seen in a plan: the run refuses to begin where they are others now.
  public let planHash: String?
  /// The leader's host, where an operator has typed that it is off for good: nobody there is asked anything, and the
  /// follower takes the pen with what it has (safety.md, trap 20).
  public let lostHolder: HostID?

  /// From the fleet file, the command line, and the pen's present holder.
  public init(
    run: RunID, epoch: Epoch, direction: Direction, fleet: [HostID], leader: HostID, follower: HostID,
    workerHosts: [HostID], movesApp: Bool = false, holdsAfterSync: Bool = false, rehearsal: Bool = false,
    lostHolder: HostID? = nil, accepted: [CheckID]? = nil, planHash: String? = nil, standIn: Bool? = nil
  ) {
    self.run = run
    self.epoch = epoch
    self.direction = direction
    self.fleet = fleet
    self.leader = leader
    self.follower = follower
    self.workerHosts = workerHosts
    self.movesApp = movesApp
    self.standIn = standIn
    self.holdsAfterSync = holdsAfterSync
    self.rehearsal = rehearsal
    self.lostHolder = lostHolder
    self.accepted = accepted
    self.planHash = planHash
  }

  /// Everybody who has something to do in the run, each once: leader, follower, worker hosts; but nobody on a host that
  /// is lost.
  public var participants: [HostID] {
    var seen: Set<HostID> = []
    return ([leader, follower] + workerHosts).filter { $0 != lostHolder && seen.insert($0).inserted }
  }

  /// Whose vote counts: the participants; without a leader there is no copy to vote on, and only the workers promise.
  public var voters: [HostID] { participants.filter { !roles(of: $0).isEmpty } }

  /// What a host is in this run.
  public func roles(of host: HostID) -> [ParticipantRole] {
    var roles: [ParticipantRole] = []
    if host == leader && lostHolder == nil { roles.append(.leader) }
    if host == follower && lostHolder == nil { roles.append(.follower) }
    if workerHosts.contains(host) { roles.append(.worker) }
    return roles
  }

  /// The same plan under a new lease, for `resume`.
  public func under(_ epoch: Epoch) -> RunPlan {
    RunPlan(
      run: run, epoch: epoch, direction: direction, fleet: fleet, leader: leader, follower: follower,
      workerHosts: workerHosts, movesApp: movesApp, holdsAfterSync: holdsAfterSync, rehearsal: rehearsal,
      lostHolder: lostHolder, accepted: accepted, planHash: planHash, standIn: standIn)
  }
}
