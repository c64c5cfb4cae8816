/// Decides one participant's own vote from its own evidence. Every participant applies it to itself; the coordinator
/// applies it to nobody.
public struct Gate: Sendable, Hashable {
  /// What is good enough.
  public let limits: GateLimits

  /// A gate with these limits.
  public init(limits: GateLimits = GateLimits()) {
    self.limits = limits
  }

  /// Yes exactly when everything holds that this host must see in all its roles; a host without a role says no.
  public func verdict(on purpose: VotePurpose, as roles: [ParticipantRole], from evidence: Evidence) -> Verdict {
    guard !roles.isEmpty else {
      return .no([Finding(observed: "no role in this run", required: "leader, follower or worker host")])
    }
    var findings: [Finding] = []
    require(evidence.leaseLive, "the lease has lapsed", "a live lease", "run `coordinator resume`", in: &findings)
    for role in roles {
      switch role {
      case .leader: findings += leaderFindings(purpose, evidence)
      case .follower: findings += followerFindings(evidence)
      case .worker: findings += workerFindings(purpose, evidence)
      }
    }
    return Verdict(findings: findings)
  }

  private func leaderFindings(_ purpose: VotePurpose, _ evidence: Evidence) -> [Finding] {
    guard let redis = evidence.redis else { return [noAnswer] }
    var findings: [Finding] = []
    switch evidence.pen {
    case .hold: break
    case .cut, .not, nil:
      let observed = evidence.pen.map { "pen record \($0)" } ?? "no pen record"
      findings.append(Finding(observed: observed, required: "HOLD", next: "look at `coordinator status`"))
    }
    require(redis.role == .master, "role \(redis.role.rawValue)", "master", in: &findings)
    require(!redis.loading, "the data set is loading", "loaded", in: &findings)
    require(redis.linkUp, "no follower online", "the follower's link up", in: &findings)
    requireReadOnly(redis, in: &findings)
    switch purpose {
    case .drain: break
    case .cut:
      require(
        redis.activeJobs <= limits.activeJobs, "\(redis.activeJobs) active jobs", "at most \(limits.activeJobs)",
        "wait for the workers, or accept that these jobs run again", in: &findings)
    }
    return findings
  }

  private func followerFindings(_ evidence: Evidence) -> [Finding] {
    guard let redis = evidence.redis else { return [noAnswer] }
    var findings: [Finding] = []
    let observed = evidence.pen.map { "pen record \($0)" } ?? "no pen record"
    require(evidence.pen == .not, observed, "NOT", "look at `coordinator status`", in: &findings)
    require(redis.role == .replica, "role \(redis.role.rawValue)", "replica", "attach it again", in: &findings)
    require(redis.linkUp, "master_link_status:down", "up", in: &findings)
    require(!redis.syncInProgress, "a full sync in progress", "none", "wait for it to end", in: &findings)
    require(!redis.loading, "the data set is loading", "loaded", "wait for it to end", in: &findings)
    if let lag = redis.lagBytes {
      require(lag <= limits.lagBytes, "\(lag) bytes behind", "at most \(limits.lagBytes)", in: &findings)
    } else {
      findings.append(Finding(observed: "unknown lag", required: "at most \(limits.lagBytes) bytes behind"))
    }
    requireReadOnly(redis, in: &findings)
    return findings + redis.appendOnly.findings
  }

  private func workerFindings(_ purpose: VotePurpose, _ evidence: Evidence) -> [Finding] {
    guard let workers = evidence.workers else {
      return [Finding(observed: "Docker does not answer for the workers", required: "their state")]
    }
    var findings: [Finding] = []
    require(workers.environmentStaged, "no staged env file", "staged and proven", in: &findings)
    switch purpose {
    case .drain: break
    case .cut:
      let running = workers.running.joined(separator: ", ")
      require(workers.running.isEmpty, "\(running) running", "no worker", "drain again", in: &findings)
      require(!workers.stopsInFlight, "stops in flight", "all ended", in: &findings)
      let restartable = workers.restartable.joined(separator: ", ")
      require(workers.restartable.isEmpty, "\(restartable) would restart", "restart policy no", in: &findings)
    }
    return findings
  }

  private var noAnswer: Finding {
    Finding(observed: "its Redis does not answer", required: "an answer", next: "look at the container")
  }

  private func requireReadOnly(_ redis: RedisEvidence, in findings: inout [Finding]) {
    require(redis.replicaReadOnly, "replica-read-only no", "yes", "set replica-read-only yes", in: &findings)
  }

  private func require(
    _ holds: Bool, _ observed: @autoclosure () -> String, _ required: String, _ next: String = "",
    in findings: inout [Finding]
  ) {
    guard !holds else { return }
    findings.append(Finding(observed: observed(), required: required, next: next))
  }
}
