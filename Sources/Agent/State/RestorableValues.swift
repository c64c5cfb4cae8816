import Cutover
import Docker
import Protocol

/// Everything that a run changed and must put back, by container or project, as the journal has it.
struct RestorableValues: Sendable, Hashable {
  /// Settings in the order changed.
  private(set) var settings: [String: [SettingChange]] = [:]
  /// The Redis servers that a run set up to lead, by container.
  private(set) var leaders: [String: RedisReference] = [:]
  /// Restart policies before they were taken away.
  private(set) var restartPolicies: [String: String] = [:]
  /// The boot of the host in which a restart policy was last taken.
  private(set) var bootID: String?
  /// Containers that this fleet made, and the run of each.
  private(set) var provisioned: [String: RunID] = [:]
  /// The env file that waits beside the present one, by project.
  private(set) var stagedEnvironments: [String: StagedEnvironmentFile] = [:]
  /// The flips of a project's env file, in order; each keeps the file before it.
  private(set) var flippedEnvironments: [String: [Flip]] = [:]
  /// The workers of each project that a run has touched.
  private(set) var workers: [String: WorkersReference] = [:]
  /// The order of the last cut.
  private(set) var cutOrder: PerformCut?
  /// Which Redis of this host follows another, by container.
  private(set) var links: [String: ReplicationLink] = [:]
  /// Which of those cannot go on without a full copy.
  private(set) var lostLinks: [String: LostLink] = [:]
  /// The networks in which a container belongs whose restarts are in our hands.
  private(set) var networks: [String: [NetworkPlace]] = [:]

  /// The backups that were proven last, by container.
  private(set) var provenBackUps: [String: ProvenBackUp] = [:]
  /// The Redis servers that `finalize` has retired, by container.
  private(set) var retired: [String: RetiredRedis] = [:]

  /// The stand-ins at the names of Redis servers, by the Redis's container.
  private(set) var standIns: [String: StandInRecord] = [:]

  /// The Redis of this host that was told to follow last.
  private(set) var lastFollower: RedisReference?
  /// The life of this host's Redis that was armed last.
  private(set) var armed: RedisIdentity?
  /// The hosts of the other Redis of the pair, in any run so far.
  private(set) var counterparts: Set<HostID> = []

  /// How those that have followed are reached.
  private var references: [String: RedisReference] = [:]
  /// The pen epoch of the marker that a container's data was last given.
  private(set) var marked: [String: Epoch] = [:]

  /// The Redis servers whose restarts are in this agent's hands: their restart policy is taken away, or they follow, or
  /// they were retired and must never accept a write again.
  var guarded: Set<String> { Set(restartPolicies.keys).union(links.keys).union(retired.keys) }

  /// Whether a Redis has ever followed: then its configuration file says `replicaof`.
  func hasFollowed(_ container: String) -> Bool { references[container] != nil }

  /// What a container's Redis is called on the wire: its port, and where its password comes from. Kept when it no longer
  /// follows: it may hold the pen by then.
  func reference(of container: String) -> RedisReference? {
    references[container] ?? cutOrder.flatMap { $0.holder.container == container ? $0.holder : nil }
  }

  /// A backup that was restored and counted.
  struct ProvenBackUp: Sendable, Hashable {
    let run: RunID
    let facts: BackUpFacts
  }

  /// One flip of an env file.
  struct Flip: Sendable, Hashable {
    let run: RunID
    let record: StagedEnvironmentFile
  }

  /// The file that a run's flip puts in place, and whether that is on record as done: an agent may die after that record
  /// and before the one of the workers' machine, and then the flip is ordered again.
  func environmentToSupply(_ project: String, in run: RunID) -> (record: StagedEnvironmentFile, isFlipped: Bool)? {
    if let staged = stagedEnvironments[project] { return (staged, false) }
    guard let flip = flippedEnvironments[project]?.last, flip.run == run else { return nil }
    return (flip.record, true)
  }

  /// What a journal says.
  init(replaying records: [AgentRecord]) {
    for record in records { apply(record) }
  }

  /// Takes one more record in.
  mutating func apply(_ record: AgentRecord) {
    switch record {
    case .settingChanged(let container, let change): settings[container, default: []].append(change)
    case .settingRestored(let container, let name):
      settings[container]?.removeAll { $0.name == name }
      if settings[container]?.isEmpty == true { settings[container] = nil }
    case .restartPolicyTaken(let container, let policy, let boot):
      bootID = boot
      // The first one taken is the operator's own; a later one would be ours.
      if restartPolicies[container] == nil { restartPolicies[container] = policy }
    case .restartPolicyRestored(let container):
      restartPolicies[container] = nil
      forgetNetworks(of: container)
    case .provisioned(let container, let run):
      provisioned[container] = run
      retired[container] = nil
    case .provisionedRemoved(let container): provisioned[container] = nil
    case .environmentStaged(let project, let staged): stagedEnvironments[project] = staged
    case .environmentDiscarded(let project): stagedEnvironments[project] = nil
    case .environmentFlipped(let project, let run, let staged):
      stagedEnvironments[project] = nil
      flippedEnvironments[project, default: []].append(Flip(run: run, record: staged))
    case .attached(let link):
      links[link.follower.container] = link
      references[link.follower.container] = link.follower
      lastFollower = link.follower
      counterparts.insert(link.leaderHost)
      lostLinks[link.follower.container] = nil
    case .detached(let container):
      links[container] = nil
      lostLinks[container] = nil
      forgetNetworks(of: container)
    // The first time counts: what was written from then on is missing.
    case .linkLost(let container, let lost): if lostLinks[container] == nil { lostLinks[container] = lost }
    case .backUpProved(let container, let run, let facts):
      provenBackUps[container] = ProvenBackUp(run: run, facts: facts)
    case .retired(let record): retire(record)
    case .standIn(let record): standIns[record.redis.container] = record.stage == .ended ? nil : record
    case .penMarked(let container, let epoch): marked[container] = epoch
    case .networksRecorded(let container, let places): networks[container] = places
    case .workersNamed(let reference): workers[reference.project] = reference
    case .cutOrdered(let order):
      cutOrder = order
      counterparts.insert(order.plan.receiver)
    case .leaderNamed(let reference): leaders[reference.container] = reference
    case .pen(.receiver(.armed(_, let expected))): armed = expected.identity
    case .pen, .lease, .workers, .cut, .hold, .runKept, .runWished, .soakOrdered, .soak: break
    }
  }

  /// Nothing of a retired Redis is put back.
  private mutating func retire(_ record: RetiredRedis) {
    let container = record.container
    settings[container] = nil
    leaders[container] = nil
    restartPolicies[container] = nil
    links[container] = nil
    lostLinks[container] = nil
    if retired[container] == nil { networks[container] = nil }
    retired[container] = record
  }

  /// Between two runs an operator may move a container: an older record must not pull it back.
  private mutating func forgetNetworks(of container: String) {
    if !guarded.contains(container) { networks[container] = nil }
  }
}
