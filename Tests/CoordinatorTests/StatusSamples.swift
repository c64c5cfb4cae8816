import Cutover
import Protocol

@testable import Coordinator

/// What agents say in the situations that `status` is for. Tests change a part of it.
struct StatusSamples {
  /// The fleet that the readings belong to.
  var fleet: Fleet
  /// What each host said.
  var readings: [HostID: HostReading]

  /// The wall clock of the tests.
  static let now = 1_795_416_781_000

  /// The report.
  var report: StatusReport { StatusReport(of: fleet, readings: readings, now: Self.now) }

  /// The codes of the alarms that make the fleet degraded.
  var alarms: [String] { report.alarms.filter { $0.severity == .alarm }.map(\.code) }

  /// The codes of the notices.
  var notices: [String] { report.alarms.filter { $0.severity == .notice }.map(\.code) }

  /// Both hosts, before any run: the source serves, the target is not there yet.
  static func beforeFirstRun() throws -> StatusSamples {
    var source = reading("vps-01")
    source.redis[.source] = redis(facts(container: "fiskai-redis", role: "master", policy: "allkeys-lru"), depths: true)
    source.workers[0] = .success(workers("fiskai-redis:6379"))
    var target = reading("vps")
    target.redis[.target] = redis(RedisFacts(container: "fiskai-redis-vps", state: "absent"), depths: false)
    return StatusSamples(
      fleet: try FleetText.load(FleetText.correct + "\ntailnet: { allow: [\"tag:ops\"] }\n"),
      readings: ["vps-01": source, "vps": target])
  }

  /// Both hosts in the soak: the target holds the pen since epoch 3, the source follows without a lag.
  static func soaking() throws -> StatusSamples {
    var samples = try beforeFirstRun()
    var follower = facts(container: "fiskai-redis", role: "slave", policy: "allkeys-lru")
    (follower.linkUp, follower.leaderAddress, follower.readOnly) = (true, "172.27.0.1:16379", true)
    samples.change("vps-01") {
      $0.redis[.source] = redis(follower, depths: true)
      $0.pen = .success(PenFacts(pen: .not, cutInProgress: false, leaseEpoch: 3))
      $0.workers[0] = .success(workers("100.120.14.126:6379"))
    }
    samples.change("vps") {
      $0.redis[.target] = redis(
        facts(container: "fiskai-redis-vps", role: "master", policy: "noeviction"), depths: true)
      $0.pen = .success(PenFacts(pen: .hold(3), cutInProgress: false, leaseEpoch: 3))
    }
    return samples
  }

  /// Changes what a host said.
  mutating func change(_ host: HostID, _ body: (inout HostReading) -> Void) {
    guard var reading = readings[host] else { return }
    body(&reading)
    readings[host] = reading
  }

  /// Changes the facts of one Redis.
  mutating func changeRedis(_ side: HostReading.Side, _ body: (inout RedisFacts) -> Void) {
    change(side == .source ? "vps-01" : "vps") { reading in
      guard var redis = reading.redis[side], case .success(var facts) = redis.facts else { return }
      body(&facts)
      redis.facts = .success(facts)
      reading.redis[side] = redis
    }
  }

  /// Changes the facts of the workers.
  mutating func changeWorkers(_ body: (inout [WorkerFacts]) -> Void) {
    change("vps-01") { reading in
      guard case .success(var workers) = reading.workers[0] else { return }
      body(&workers)
      reading.workers[0] = .success(workers)
    }
  }

  /// Puts a lease of a run on both agents.
  mutating func lease(_ run: RunID, epoch: Epoch, remainingSeconds: [HostID: Int]) {
    for host in readings.keys {
      change(host) {
        guard case .success(var pen) = $0.pen else { return }
        (pen.leaseRun, pen.leaseEpoch, pen.leaseHolder) = (run, epoch, "alice@laptop")
        pen.leaseRemainingSeconds = remainingSeconds[host]
        $0.pen = .success(pen)
      }
    }
  }

  private static func reading(_ host: HostID) -> HostReading {
    HostReading(
      host: host, readAt: now - 40,
      hello: .success(
        .init(
          reply: Hello.Reply(
            version: 1, agentVersion: "0.1.0", fleet: "fiskai", host: host, bootID: "boot", architecture: "x86_64",
            capabilities: []), latency: .microseconds(1800))),
      facts: .success(
        .init(
          facts: ReadHostFacts.Reply(
            kernel: "6.1.0", uptimeSeconds: 273_600, memoryTotal: 16_000_000_000, memoryAvailable: 9_100_000_000,
            load: 0.4, diskFree: 78_000_000_000, clockMilliseconds: now, dockerVersion: "20.10.24+dfsg1",
            dockerProblem: nil, containersRunning: 9, agentResident: 9_000_000), clockSkewMilliseconds: 0)),
      pen: .success(PenFacts(cutInProgress: false)))
  }

  private static func facts(container: String, role: String, policy: String) -> RedisFacts {
    RedisFacts(
      container: container, containerID: "c0ffee", state: "running", restartPolicy: "unless-stopped",
      version: "7.0.15", role: role, offset: 5000, usedMemory: 48_000_000, maximumMemory: 2_147_483_648,
      evictionPolicy: policy, keys: 200_312, clients: 14, operationsPerSecond: 512, evictedKeys: 0, appendOnly: true,
      rewriteInProgress: false, persistenceHealthy: true, loading: false)
  }

  private static func redis(_ facts: RedisFacts, depths: Bool) -> HostReading.Redis {
    let problem = ProtocolError(.precondition, "the container does not exist")
    let queues = [
      QueueDepth(name: "scheduled", waiting: 312, active: 4, delayed: 20, completed: 1200, failed: 1),
      QueueDepth(name: "ocr", waiting: 8, active: 2),
    ]
    return HostReading.Redis(
      facts: .success(facts),
      depths: depths ? .success(QueueDepths.Reply(queues: queues, complete: true)) : .failure(problem),
      clients: depths ? .success(RedisClients.Reply(clients: [])) : .failure(problem))
  }

  private static func workers(_ redis: String) -> [WorkerFacts] {
    ["worker-composer", "worker-ocr", "worker-sentinel"].map {
      WorkerFacts(
        service: $0, container: "fiskai-\($0)", running: true, state: "running", restartPolicy: "unless-stopped",
        redis: redis, redactedURL: "redis://\(redis)")
    }
  }
}
