import Protocol

/// What can be wrong with the pair of Redis servers.
extension StatusAssessment {
  /// Whether exactly one of the pair accepts writes, and the right one (S1).
  var penAlarms: [StatusAlarm] {
    guard !report.redis.isEmpty else { return [] }
    let writable = report.redis.filter { $0.isWritable == true }
    if writable.count > 1 {
      return [
        StatusAlarm(
          severity: .alarm, code: "two_writable",
          observed: "both \(writable.map { "\($0.container) on \($0.host)" }.joined(separator: " and ")) accept writes",
          required: "one Redis that accepts writes",
          next: "stop the one that does not hold the pen: docker stop \(loser(of: writable).container)")
      ]
    }
    if let only = writable.first {
      guard only.holdsPen == false, !isCutting else { return [] }
      return [
        StatusAlarm(
          severity: .alarm, code: "writable_without_pen", host: only.host,
          observed: "\(only.container) accepts writes, but \(report.pen?.host ?? "another host") holds the pen",
          required: "writes only where the pen is", next: "docker stop \(only.container) on \(only.host)")
      ]
    }
    // While one of them says nothing, nobody can tell that none accepts writes.
    guard report.redis.allSatisfy({ $0.isWritable != nil }), !isCutting else { return [] }
    return [
      StatusAlarm(
        severity: .alarm, code: "none_writable", observed: "no Redis of the pair accepts writes",
        required: "one Redis that accepts writes",
        next: isRunning ? "wait for the run to end, or look at its output" : "see the state of both below")
    ]
  }

  /// Retired Redis servers whose container is there again: somebody's compose file brought it back.
  var retirementAlarms: [StatusAlarm] {
    report.redis.filter { $0.facts != nil && $0.exists }.compactMap { redis in
      guard let retired = report.hosts.first(where: { $0.id == redis.host })?.pen?.retired,
        retired.container == redis.container, retired.isRemoved
      else { return nil }
      return alarm(
        "retired_returned", redis,
        "\(redis.container) was retired by \(retired.run), and a container of that name is there again: "
          + (redis.facts?.state ?? "?"),
        "none: its agent fences it, and it must never serve",
        "docker rm -f \(redis.container) on \(redis.host), and take it out of the compose file that brings it back")
    }
  }

  /// What is wrong with each Redis.
  var redisAlarms: [StatusAlarm] {
    report.redis.filter { redis in redis.exists && !retirementAlarms.contains { $0.host == redis.host } }.flatMap {
      redis -> [StatusAlarm] in
      guard let facts = redis.facts else {
        guard let problem = redis.problem, !isExplained(problem, by: redis.host) else { return [] }
        return [
          alarm("redis_unknown", redis, problem.message, "facts of \(redis.container)", problem.next)
        ]
      }
      guard facts.state == "running", facts.problem == nil else { return [down(redis, facts)] }
      return health(redis, facts) + settings(redis, facts)
    }
  }

  /// What is wrong with the link between them.
  var replicationAlarms: [StatusAlarm] {
    if let lost = report.rollback?.lost, let follower = report.redis.first(where: { $0.side == .source }) {
      return [
        StatusAlarm(
          severity: .alarm, code: "rollback_not_lossless", host: follower.host,
          observed: "\(follower.container) cannot go on following since \(UTCText.text(lost.since)): \(lost.reason)",
          required: "a reverse link without a gap while a rollback is wanted",
          next:
            "a rollback would lose what was written since; following again needs a new full copy, which is not made "
            + "over data that may be the only one")
      ]
    }
    guard let link = report.replication, !link.up, !link.synchronizing else { return [] }
    return [
      StatusAlarm(
        severity: .alarm, code: "link_down", host: link.follower,
        observed: "the replication link \(link.leader) to \(link.follower) is down",
        required: "a link that is up while one follows the other",
        next: "check both agents and the tailnet between them: journalctl -u cutover-agent on \(link.follower)")
    ]
  }

  private var isCutting: Bool { report.pen?.basis == .cut || report.run?.cutInProgress == true }

  private func loser(of writable: [RedisStatus]) -> RedisStatus {
    writable.first { $0.holdsPen == false } ?? writable[writable.count - 1]
  }

  private func down(_ redis: RedisStatus, _ facts: RedisFacts) -> StatusAlarm {
    let observed = facts.problem ?? "its container is \(facts.state)"
    // One that does not hold the pen is missed where a rollback relies on it; a run makes and stops it on purpose.
    let matters = redis.holdsPen != false || (redis.side == .source && !isRunning)
    return alarm(
      "redis_down", redis, "\(redis.container): \(observed)", "a Redis that answers",
      "docker logs \(redis.container) on \(redis.host)", severity: matters ? .alarm : .notice)
  }

  private func health(_ redis: RedisStatus, _ facts: RedisFacts) -> [StatusAlarm] {
    var alarms: [StatusAlarm] = []
    if facts.loading == true {
      alarms.append(
        alarm("loading", redis, "\(redis.container) is loading its data set", "a data set in memory", "wait"))
    }
    if let evicted = facts.evictedKeys, evicted > 0 {
      alarms.append(
        alarm(
          "evicted", redis, "\(redis.container) has evicted \(evicted) keys since its start: for BullMQ each is a loss",
          "0 evicted keys", "give it memory: redis-cli config set maxmemory …, and maxmemory-policy noeviction"))
    }
    if facts.persistenceHealthy == false {
      alarms.append(
        alarm(
          "persistence", redis, "the last write or rewrite of \(redis.container)'s append-only file failed",
          "a healthy append-only file", "check the disk, and docker logs \(redis.container) on \(redis.host)"))
    }
    return alarms
  }

  private func settings(_ redis: RedisStatus, _ facts: RedisFacts) -> [StatusAlarm] {
    var alarms: [StatusAlarm] = []
    if let policy = facts.evictionPolicy, policy != "noeviction" {
      alarms.append(
        alarm(
          "eviction_policy", redis, "\(redis.container) may evict keys (\(policy))", "noeviction, for BullMQ",
          redis.side == .source
            ? "the cutover's target has noeviction" : "redis-cli config set maxmemory-policy noeviction",
          severity: .notice))
    }
    // Between lease and finalize a run takes the policy away on purpose (`safety.md`, traps 9 and 10).
    let hasRun = report.hosts.contains { $0.pen?.pen != nil || $0.pen?.receiver != nil }
    if facts.restartPolicy == "no", !isRunning, !hasRun {
      alarms.append(
        alarm(
          "restart_policy", redis, "Docker does not restart \(redis.container) after a crash (restart policy no)",
          "a restart policy outside of a run",
          "docker update --restart unless-stopped \(redis.container) on \(redis.host)"))
    }
    return alarms
  }

  private func alarm(
    _ code: String, _ redis: RedisStatus, _ observed: String, _ required: String, _ next: String,
    severity: StatusAlarm.Severity = .alarm
  ) -> StatusAlarm {
    StatusAlarm(
      severity: severity, code: code, host: redis.host, observed: observed, required: required, next: next)
  }
}
