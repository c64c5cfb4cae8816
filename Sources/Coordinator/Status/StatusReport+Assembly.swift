import Cutover
import Protocol

/// Puts the agents' answers together. Pure: the same readings give the same report.
extension StatusReport {
  /// The report of a fleet from what its agents said.
  /// - Parameters:
  ///   - fleet: the fleet file.
  ///   - readings: the latest of each host; a host without one is not known yet.
  ///   - now: milliseconds since 1970 by the laptop's clock.
  init(of fleet: Fleet, readings: [HostID: HostReading], now: Int) {
    let hosts = fleet.hosts.map { Self.host($0, readings[HostID(rawValue: $0.id)], now: now) }
    let pen = fleet.redis.map { Self.pen($0, hosts) }
    let redis = fleet.redis.map { pair in
      HostReading.Side.allCases.map { Self.redis($0, of: pair, readings, holder: pen) }
    }
    self.init(
      fleet: fleet.name, at: now, degraded: false, alarms: [], hosts: hosts, redis: redis ?? [], pen: pen,
      workers: fleet.workers.enumerated().map {
        Self.workers($0.element, readings[HostID(rawValue: $0.element.host)]?.workers[$0.offset])
      },
      run: Self.run(hosts))
    replication = Self.replication(self.redis)
    if let pair = fleet.redis {
      let side: HostReading.Side = pen?.host == pair.target.host ? .target : .source
      queues = Self.queues(pair.host(of: side), readings[HostID(rawValue: pair.host(of: side))]?.redis[side])
      rollback = rollback(pair)
    }
    soak = SoakStatus(of: fleet, readings.compactMapValues { try? $0.soak?.get() })
    alarms = StatusAssessment(fleet: fleet, report: self).alarms
    degraded = alarms.contains { $0.severity == .alarm }
  }

  private static func host(_ host: FleetHost, _ reading: HostReading?, now: Int) -> HostStatus {
    var status = HostStatus(
      id: host.id, address: host.address.description, reachable: false, readAt: reading?.readAt ?? now)
    guard let reading else {
      status.problem = ProtocolError(.unreachable, "\(host.id) has not answered yet")
      return status
    }
    switch reading.hello {
    case .failure(let problem): status.problem = problem
    case .success(let greeting):
      status.reachable = true
      status.agentVersion = greeting.reply.agentVersion
      status.architecture = greeting.reply.architecture
      status.bootID = greeting.reply.bootID
      status.latencyMicroseconds = Int(greeting.latency / .microseconds(1))
    }
    switch reading.facts {
    case .success(let facts):
      status.facts = facts.facts
      status.clockSkewMilliseconds = facts.clockSkewMilliseconds
    case .failure(let problem): status.problem = status.problem ?? problem
    case nil: break
    }
    switch reading.pen {
    case .success(let pen): status.pen = pen
    case .failure(let problem): status.problem = status.problem ?? problem
    case nil: break
    }
    return status
  }

  private static func redis(
    _ side: HostReading.Side, of pair: FleetRedis, _ readings: [HostID: HostReading], holder: PenStatus?
  ) -> RedisStatus {
    let host = pair.host(of: side)
    var status = RedisStatus(side: side, host: host, container: pair.container(of: side))
    if let holder = holder?.host { status.holdsPen = holder == host }
    switch readings[HostID(rawValue: host)]?.redis[side] {
    case nil: status.problem = ProtocolError(.unreachable, "the agent on \(host) did not say")
    case let reading?:
      switch reading.facts {
      case .success(let facts): status.facts = facts
      case .failure(let problem): status.problem = problem
      }
      status.clients = try? reading.clients.get().clients
    }
    return status
  }

  /// Who holds the pen: the HOLD of the highest epoch. Without any record the source, which has always accepted writes.
  private static func pen(_ pair: FleetRedis, _ hosts: [HostStatus]) -> PenStatus {
    let sides = hosts.filter { $0.id == pair.source.host || $0.id == pair.target.host }
    var held: (host: String, epoch: Epoch)?
    for side in sides {
      switch side.pen?.pen {
      case .hold(let epoch)? where held.map { $0.epoch < epoch } ?? true: held = (side.id, epoch)
      case .cut?: return PenStatus(basis: .cut)
      case .hold?, .not?, nil: break
      }
    }
    if let held { return PenStatus(host: held.host, epoch: held.epoch.rawValue, basis: .record) }
    // The pen leaves the source by a cut of its own agent only, which leaves a record there.
    guard let source = sides.first(where: { $0.id == pair.source.host })?.pen, source.pen == nil else {
      return PenStatus(basis: .unknown)
    }
    return PenStatus(host: pair.source.host, basis: .beforeFirstRun)
  }

  private static func replication(_ redis: [RedisStatus]) -> ReplicationStatus? {
    guard let follower = redis.first(where: \.isFollowing), let leader = redis.first(where: { $0 != follower }) else {
      return nil
    }
    let lag = leader.facts?.offset.flatMap { ahead in follower.facts?.offset.map { max(0, ahead - $0) } }
    return ReplicationStatus(
      leader: leader.host, follower: follower.host, up: follower.facts?.linkUp ?? false,
      synchronizing: follower.facts?.synchronizing ?? false, lagBytes: lag)
  }

  private static func workers(
    _ workers: FleetWorkers, _ answer: HostReading.Answer<[WorkerFacts]>?
  ) -> WorkersStatus {
    var status = WorkersStatus(
      host: workers.host, project: workers.project, services: workers.reference.services, variable: workers.variable,
      workers: [])
    switch answer {
    case .success(let facts): status.workers = facts
    case .failure(let problem): status.problem = problem
    case nil: status.problem = ProtocolError(.unreachable, "the agent on \(workers.host) did not say")
    }
    return status
  }

  private static func queues(_ host: String, _ reading: HostReading.Redis?) -> QueuesStatus? {
    guard let depths = try? reading?.depths.get() else { return nil }
    return QueuesStatus(host: host, complete: depths.complete, queues: depths.queues)
  }

  /// The live lease of the highest epoch, and who has granted it.
  private static func run(_ hosts: [HostStatus]) -> RunStatus? {
    let live = hosts.filter { $0.pen?.leaseRun != nil }
    guard let epoch = live.compactMap({ $0.pen?.leaseEpoch }).max() else { return nil }
    let granted = live.filter { $0.pen?.leaseEpoch == epoch }
    guard let run = granted.first?.pen?.leaseRun else { return nil }
    return RunStatus(
      run: run.rawValue, epoch: epoch.rawValue, holder: granted.compactMap { $0.pen?.leaseHolder }.first ?? "",
      remainingSeconds: granted.compactMap { $0.pen?.leaseRemainingSeconds }.min() ?? 0, hosts: granted.map(\.id),
      cutInProgress: hosts.contains { $0.pen?.cutInProgress == true })
  }

  private func rollback(_ pair: FleetRedis) -> RollbackStatus {
    guard let holder = pen?.host else { return RollbackStatus(possibility: .unknown) }
    guard holder == pair.target.host else { return RollbackStatus(possibility: .notNeeded) }
    let retired = hosts.first { $0.id == pair.source.host }?.pen?.retired
    if let retired, retired.container == pair.source.container {
      return RollbackStatus(possibility: .finalized, backup: retired.backup.path)
    }
    guard let source = redis.first(where: { $0.side == .source })?.facts else {
      return RollbackStatus(possibility: .unknown)
    }
    if let lost = source.lostLink {
      return RollbackStatus(possibility: .lossy, lagBytes: replication?.lagBytes, lost: lost)
    }
    guard let replication, replication.follower == pair.source.host, replication.up else {
      return RollbackStatus(possibility: .lossy, lagBytes: replication?.lagBytes)
    }
    return RollbackStatus(
      possibility: replication.synchronizing ? .behind : .lossless, lagBytes: replication.lagBytes)
  }
}
