import Cutover

/// One Redis of the pair. The data are the writes in their order; the offset is how many there are. A role is volatile:
/// a restart takes it from the configuration file, or forges a master.
struct SimulatedRedis {
  enum Role: Equatable {
    case master
    /// Of that host's Redis, or of nobody (`REPLICAOF 127.0.0.1 1`).
    case replica(of: Int?)
  }

  let hasConfigurationFile: Bool
  var isRunning = true
  /// Whether its networks are connected; while they are not, only its agent reaches it (by exec).
  var isReachable = true
  var role: Role
  var replicaReadOnly = true
  var isPaused = false
  /// Docker starts it again by itself.
  var restartsByItself = true
  /// A full copy may replace the data; the reverse link never may (safety.md, trap 4).
  var mayCopyFully = false
  var linkUp = false
  /// The append-only rewrite after a full copy has not ended: a death now loads an empty file.
  var isRewriting = false
  /// It came back with nothing, and has got nothing since: the pen marker is not in its data.
  private(set) var isEmptied = false
  /// What the configuration file says, where there is one.
  var configuredRole: Role
  private(set) var life: Int
  private(set) var history: Int
  /// The history before the last promotion, and up to where it is shared (PSYNC2).
  private(set) var formerHistory: (id: Int, offset: Int)?
  private(set) var log: [UInt32] = []

  init(role: Role, hasConfigurationFile: Bool, fresh: Int) {
    self.role = role
    self.hasConfigurationFile = hasConfigurationFile
    self.configuredRole = hasConfigurationFile ? role : .master
    self.life = fresh
    self.history = fresh
  }

  var identity: RedisIdentity { RedisIdentity(runID: "life-\(life)") }
  var position: ReplicationPosition {
    ReplicationPosition(replicationID: "history-\(history)", offset: UInt64(log.count))
  }

  /// Whether a client's write would be acknowledged; a pause only delays it.
  var acceptsWrites: Bool { isRunning && isReachable && (role == .master || !replicaReadOnly) }

  var appendOnly: AppendOnlyEvidence {
    AppendOnlyEvidence(
      enabled: true, rewriteInProgress: isRewriting, rewriteScheduled: false, lastRewriteOK: true, lastWriteOK: true)
  }

  var depths: [QueueDepth] {
    let done = log.count { $0 & 1 == 1 }
    let waiting = max(0, log.count - 2 * done)
    return [QueueDepth(name: "bull:jobs", waiting: UInt64(waiting), completed: UInt64(done))]
  }

  mutating func write(_ operation: UInt32) { log.append(operation) }

  /// `REPLICAOF NO ONE`.
  mutating func becomeMaster(fresh: Int) {
    guard role != .master else { return }
    formerHistory = (history, log.count)
    history = fresh
    role = .master
    linkUp = false
  }

  /// `REPLICAOF`.
  mutating func follow(_ leader: Int?, mayCopyFully: Bool) {
    role = .replica(of: leader)
    linkUp = false
    self.mayCopyFully = mayCopyFully
  }

  /// The process dies.
  mutating func die() {
    isRunning = false
    linkUp = false
    isPaused = false
    if isRewriting { log = [] }
    isRewriting = false
  }

  /// Its volume is gone, or its append-only file: it will load nothing.
  mutating func lose() {
    log = []
    isEmptied = true
  }

  /// The process starts: a new life, a history of its own, the role of its configuration file.
  mutating func start(fresh: Int, reachable: Bool) {
    isRunning = true
    isReachable = reachable
    life = fresh
    history = fresh
    formerHistory = nil
    role = hasConfigurationFile ? configuredRole : .master
    replicaReadOnly = true
    linkUp = false
    if role == .master { mayCopyFully = false }
  }

  /// One step of replication from that leader; nothing where the histories do not allow it.
  mutating func replicate(from leader: SimulatedRedis, all: Bool) {
    let offset = log.count
    if !linkUp || history != leader.history {
      let shares = history == leader.history && offset <= leader.log.count
      let shared = leader.formerHistory.map { history == $0.id && offset <= $0.offset } ?? false
      if shares || shared {
        history = leader.history
      } else {
        guard mayCopyFully else { return }
        history = leader.history
        formerHistory = nil
        log = leader.log
        isEmptied = leader.isEmptied
        isRewriting = true
      }
      linkUp = true
      return
    }
    guard offset < leader.log.count else { return }
    log.append(contentsOf: leader.log[offset..<(all ? leader.log.count : offset + 1)])
  }

  /// Everything is thrown away: only where the pen never was.
  mutating func wipe() {
    log = []
    isRewriting = false
  }
}
