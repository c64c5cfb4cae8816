import Cutover
import Docker
import FoundationEssentials
import Logging
import Protocol
import SystemPackage
import Transport

/// What the agent's verbs work with, put together once at the start. Each verb is a method here, in the file of its kind.
struct AgentServices: Sendable {
  /// This build's version.
  static let version = "0.1.0"
  /// How long a lease holds without a renewal (design, "Dead-man plan").
  static let leaseSeconds = {
    #if DEBUG
      // The lab's chaos shortens it: what happens when a lease lapses does not depend on how long that takes.
      let text = ProcessInfo.processInfo.environment["CUTOVER_LEASE_SECONDS"]
      if let seconds = text.flatMap(Int.init) { return seconds }
    #endif
    return 15
  }()

  let configuration: AgentConfiguration
  let trust: TrustStore
  let host: HostReader
  let docker: DockerAccess
  let redis: RedisAccess
  let inspection: RedisInspection
  let leadingEnd: LeadingEnd
  let state: AgentState
  let peers: PeerAgents
  let replication: ReplicationFollower
  let receiver: Receiver
  let settlement: Settlement
  let standIns: StandInKeeper
  let returns: ReturnGuard
  let compose: Compose
  let cuts: CutRegister
  let backups: BackUpRegister

  /// Reads the journal and puts everything together.
  /// - Throws: ``ProtocolError`` with `storage` when the journal cannot be read.
  init(configuration: AgentConfiguration, trust: TrustStore, logger: Logger) throws(ProtocolError) {
    self.configuration = configuration
    self.trust = trust
    self.host = HostReader()
    self.docker = DockerAccess()
    self.redis = RedisAccess(docker: docker, stateDirectory: configuration.stateDirectory)
    self.inspection = RedisInspection(access: redis)
    self.leadingEnd = LeadingEnd(access: redis)
    self.state = try AgentState(
      host: HostID(rawValue: configuration.host), stateDirectory: configuration.stateDirectory,
      leaseSeconds: Self.leaseSeconds)
    self.peers = PeerAgents(fleet: configuration.fleet, addresses: configuration.peers, trust: trust)
    self.replication = ReplicationFollower(access: redis, state: state, peers: peers, logger: logger)
    self.receiver = Receiver(access: redis, state: state)
    self.settlement = Settlement(
      receiver: receiver, replication: replication, fleet: configuration.fleet)
    for record in state.standInRecords { redis.ports.set(record.redisPort, of: record.redis.container) }
    self.cuts = CutRegister()
    self.standIns = StandInKeeper(
      access: redis, state: state, cuts: cuts, configuration: configuration, logger: logger)
    self.returns = ReturnGuard(
      access: redis, state: state, replication: replication, standIns: standIns, logger: logger)
    self.compose = Compose(home: FilePath(configuration.stateDirectory))
    self.backups = BackUpRegister()
  }
}
