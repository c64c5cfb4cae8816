/// What an agent sees of one Redis, at one moment: its container, and what its INFO says.
public struct RedisFacts: Codable, Hashable, Sendable {
  /// The container's name.
  public var container: String
  /// The container's id; none when there is no such container.
  public var containerID: String?
  /// The container's state in Docker's words, or `absent`.
  public var state: String
  /// The image that it runs.
  public var image: String?
  /// Docker's restart policy for it.
  public var restartPolicy: String?
  /// Why the Redis does not answer; none when it does.
  public var problem: String?
  /// The server's version: `7.0.15`, or `Valkey 8.1.1`.
  public var version: String?
  /// The version of the data format that it writes and the highest that it reads; none when not asked, or when an old
  /// server has no key to ask with.
  public var formatVersion: Int?
  /// The server's run id: a new one after each start.
  public var runID: String?
  /// `master` or `slave`. Evidence only: the pen records decide.
  public var role: String?
  /// The replication id of its data set.
  public var replicationID: String?
  /// How far its data set is, in bytes of the replication stream.
  public var offset: Int?
  /// Whether a follower's link is up; none for a leader.
  public var linkUp: Bool?
  /// For how many seconds a follower's link has been down; none while it is up, and for a leader.
  public var linkDownSeconds: Int?
  /// Whom a follower follows, as `address:port`.
  public var leaderAddress: String?
  /// Whether a full copy is under way.
  public var synchronizing: Bool?
  /// How many follow it.
  public var followers: Int?
  /// Whether a follower refuses its clients' writes (`replica-read-only`).
  public var readOnly: Bool?
  /// Memory in use, in bytes.
  public var usedMemory: Int?
  /// `maxmemory`, in bytes; 0 is no limit.
  public var maximumMemory: Int?
  /// `maxmemory-policy`.
  public var evictionPolicy: String?
  /// Keys in database 0.
  public var keys: Int?
  /// Databases but 0 that hold keys.
  public var otherDatabases: [String]
  /// Connected clients, followers not counted.
  public var clients: Int?
  /// Commands a second, by Redis's own meter.
  public var operationsPerSecond: Int?
  /// Keys evicted since the server's start. For BullMQ each is a loss.
  public var evictedKeys: Int?
  /// Writes refused with READONLY since the counters were last reset.
  public var readOnlyErrors: Int?
  /// Whether the append-only file is on.
  public var appendOnly: Bool?
  /// Whether an append-only rewrite runs or is scheduled: until it has ended after a full copy, a crash loses all
  /// (`redis-bullmq.md`, P2).
  public var rewriteInProgress: Bool?
  /// Whether the last rewrite and the last write of the append-only file went well.
  public var persistenceHealthy: Bool?
  /// Whether the server is loading its data set.
  public var loading: Bool?
  /// What only checks need; none when it was not asked for.
  public var depth: RedisDepthFacts?
  /// Who answers at its name in its place; none where it does so itself.
  public var standIn: StandInFacts?
  /// Since when and why it cannot go on following without a full copy, which its agent does not let pass.
  public var lostLink: LostLink?

  /// Makes one from its fields.
  public init(
    container: String, containerID: String? = nil, state: String, image: String? = nil, restartPolicy: String? = nil,
    problem: String? = nil, version: String? = nil, runID: String? = nil, role: String? = nil,
    replicationID: String? = nil, offset: Int? = nil, linkUp: Bool? = nil, leaderAddress: String? = nil,
    synchronizing: Bool? = nil, followers: Int? = nil, readOnly: Bool? = nil, usedMemory: Int? = nil,
    maximumMemory: Int? = nil, evictionPolicy: String? = nil, keys: Int? = nil, otherDatabases: [String] = [],
    clients: Int? = nil, operationsPerSecond: Int? = nil, evictedKeys: Int? = nil, readOnlyErrors: Int? = nil,
    appendOnly: Bool? = nil, rewriteInProgress: Bool? = nil, persistenceHealthy: Bool? = nil, loading: Bool? = nil,
    formatVersion: Int? = nil, lostLink: LostLink? = nil, linkDownSeconds: Int? = nil,
    depth: RedisDepthFacts? = nil
  ) {
    self.container = container
    self.containerID = containerID
    self.state = state
    self.image = image
    self.restartPolicy = restartPolicy
    self.problem = problem
    self.version = version
    self.runID = runID
    self.role = role
    self.replicationID = replicationID
    self.offset = offset
    self.linkUp = linkUp
    self.leaderAddress = leaderAddress
    self.synchronizing = synchronizing
    self.followers = followers
    self.readOnly = readOnly
    self.usedMemory = usedMemory
    self.maximumMemory = maximumMemory
    self.evictionPolicy = evictionPolicy
    self.keys = keys
    self.otherDatabases = otherDatabases
    self.clients = clients
    self.operationsPerSecond = operationsPerSecond
    self.evictedKeys = evictedKeys
    self.readOnlyErrors = readOnlyErrors
    self.appendOnly = appendOnly
    self.rewriteInProgress = rewriteInProgress
    self.persistenceHealthy = persistenceHealthy
    self.loading = loading
    self.formatVersion = formatVersion
    self.lostLink = lostLink
    self.linkDownSeconds = linkDownSeconds
    self.depth = depth
  }
}
