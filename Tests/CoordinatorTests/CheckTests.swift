import Cutover
import Protocol
import Testing

@testable import Coordinator

/// Each check fails for the right reason, and says what to type.
@Suite("What stands against a run")
struct CheckTests {
  typealias Facts = Protocol.HostFacts

  static func host(
    memory: Int = 8 << 30, disk: Int = 50 << 30, clock: Int = 0, docker: String? = nil, overcommit: Int = 1,
    image: Bool? = true
  ) -> Facts {
    Facts(
      kernel: "6.1", uptimeSeconds: 1, memoryTotal: 16 << 30, memoryAvailable: memory, load: 0, diskFree: disk,
      clockMilliseconds: clock, dockerVersion: "27", dockerProblem: docker, containersRunning: 9, agentResident: 1,
      overcommit: overcommit, redisDiskFree: disk, addressIsOwn: true, imagePresent: image)
  }

  static func redis(
    state: String = "running", runID: String? = "aa", role: String = "master", keys: Int = 10, databases: [String] = [],
    policy: String = "noeviction", evicted: Int = 0, healthy: Bool = true, loading: Bool = false,
    version: String = "7.0.15", format: Int? = 10, depth: RedisDepthFacts? = RedisDepthFacts(lastSaveSucceeded: true)
  ) -> RedisFacts {
    RedisFacts(
      container: "fiskai-redis", state: state, version: version, runID: runID, role: role, usedMemory: 1 << 30,
      evictionPolicy: policy, keys: keys, otherDatabases: databases, evictedKeys: evicted, appendOnly: true,
      persistenceHealthy: healthy, loading: loading, formatVersion: format, depth: depth)
  }

  // swift-format-ignore: NeverForceUnwrap
  static let publish = Endpoint("100.120.14.126:6379")!
  static let pair = FleetRedis(
    source: .init(host: "vps-01", container: "fiskai-redis", password: nil),
    target: .init(
      host: "vps", container: "fiskai-redis-vps", directory: "/opt/redis", publish: publish,
      maxmemory: ByteSize(bytes: 8 << 30), password: .generate, image: nil),
    prefix: "bull")

  static func leading(_ facts: RedisFacts, _ direction: Direction = .cutover) -> [CheckResult] {
    RedisChecks(direction: direction, leader: "vps-01", follower: "vps", redis: pair, known: ["fiskai-worker-ocr"])
      .leading(.success(facts))
  }

  static func one(_ id: CheckID, _ results: [CheckResult]) throws -> CheckResult {
    try #require(results.first { $0.id == id })
  }

  @Test("a healthy Redis passes all of its checks")
  func healthy() {
    #expect(Self.leading(Self.redis()).allSatisfy { $0.verdict == .pass && $0.remedy.isEmpty })
  }

  @Test(
    "a Redis that is not as it must be",
    arguments: [
      (redis(runID: nil), CheckID.answers, "its container is running", "docker logs --tail 20 fiskai-redis"),
      (redis(loading: true), .answers, "it is loading its data", "docker logs --tail 20 fiskai-redis"),
      (redis(role: "slave"), .role, "role slave", "coordinator status"),
      (redis(databases: ["db1", "db3"]), .databases, "keys in db1, db3", "redis-cli -n N FLUSHDB"),
      (redis(healthy: false), .persistence, "the last write or rewrite of the append-only file failed", "df -h"),
      (
        redis(depth: RedisDepthFacts(lastSaveSucceeded: false)), .persistence, "the last save failed",
        "docker logs --tail 50"
      ),
      (redis(depth: RedisDepthFacts(modules: ["search"])), .modules, "search", "MODULE UNLOAD"),
      (
        redis(depth: RedisDepthFacts(memoryLimit: 1 << 30)), .containerMemory, "limited to 1.1 GB",
        "docker update --memory 1610612736 fiskai-redis"
      ),
    ])
  func redisFails(_ facts: RedisFacts, _ id: CheckID, _ observed: String, _ remedy: String) throws {
    let result = try Self.one(id, Self.leading(facts))
    #expect(result.verdict == .fail)
    #expect(result.observed == observed)
    #expect(result.remedy.contains(remedy))
  }

  @Test("eviction is a warning before a move, which mends it; evicted keys are loss, and after a move a reason")
  func eviction() throws {
    let before = Self.leading(Self.redis(policy: "allkeys-lru", evicted: 7))
    #expect(try Self.one(.eviction, before).verdict == .warn)
    #expect(try Self.one(.evicted, before).verdict == .warn)
    let after = Self.leading(Self.redis(evicted: 7), .rollback)
    #expect(try Self.one(.evicted, after).observed == "7 keys evicted since its start")
    #expect(try Self.one(.evicted, after).verdict == .warn)
  }

  @Test("ids that wait without a job are counted by queue, and what was not looked at is said")
  func dangling() {
    let checks = RedisChecks(direction: .cutover, leader: "vps-01", follower: "vps", redis: Self.pair, known: [])
    let result = checks.dangling(
      .success(
        AuditQueues.Reply(
          audits: [
            .init(queue: "ocr", waiting: 9000, sampled: 2000, dangling: 3),
            .init(queue: "mail", waiting: 10, sampled: 10, dangling: 0),
          ], complete: true)))
    #expect(result.verdict == .fail)
    #expect(result.observed == "ocr 3 of 2000; 2010 of 9010 looked at")
    #expect(result.remedy.contains("--accept redis.dangling"))
  }

  @Test("a client that nobody knows stands against a run; one that nobody moves is a warning")
  func clients() {
    let checks = RedisChecks(
      direction: .cutover, leader: "vps-01", follower: "vps", redis: Self.pair, known: ["fiskai-worker-ocr"])
    let worker = ClientFacts(address: "172.18.0.3", container: "fiskai-worker-ocr", connections: 4, names: [])
    let stranger = ClientFacts(address: "100.64.0.9", connections: 1, names: ["cron"])
    let other = ClientFacts(address: "172.18.0.9", container: "grafana", connections: 1, names: [])
    #expect(checks.clients(.success([worker])).verdict == .pass)
    let unknown = checks.clients(.success([worker, stranger]))
    #expect(unknown.verdict == .fail)
    #expect(unknown.observed == "nobody's: 100.64.0.9 (cron)")
    #expect(unknown.remedy.contains("ss -tnp on vps-01"))
    let unmoved = checks.clients(.success([worker, other]))
    #expect(unmoved.verdict == .warn)
    #expect(unmoved.observed == "moved by nobody: grafana")
  }

  @Test("after a move workers come over the tailnet, with their host's address")
  func tailnetClients() {
    let checks = RedisChecks(
      direction: .rollback, leader: "vps", follower: "vps-01", redis: Self.pair, known: [],
      hosts: ["100.64.123.81": "vps-01"])
    let worker = ClientFacts(address: "100.64.123.81", connections: 8, names: ["bull:ocr:w:worker-ocr"])
    #expect(checks.clients(.success([worker])).verdict == .pass)
    let stranger = ClientFacts(address: "100.64.0.9", connections: 1, names: [])
    #expect(checks.clients(.success([worker, stranger])).observed == "nobody's: 100.64.0.9")
  }

  @Test("hosts: Docker, disk, memory, overcommit, clocks")
  func hosts() throws {
    let checks = HostChecks(dataBytes: 2 << 30, target: "vps", leader: "vps-01")
    #expect(checks.results("vps", .success(Self.host())).allSatisfy { $0.verdict == .pass })
    let docker = try Self.one(.docker, checks.results("vps", .success(Self.host(docker: "connection refused"))))
    #expect(docker.observed == "connection refused")
    #expect(docker.remedy == "on vps: systemctl status docker")
    let disk = try #require(checks.results("vps", .success(Self.host(disk: 1 << 30))).last { $0.id == .disk })
    #expect(disk.verdict == .fail)
    #expect(disk.required.contains("its append-only file twice"))
    let full = checks.results("vps", .success(Self.host(disk: 100 << 20))).filter { $0.id == .disk }
    #expect(full.map(\.verdict) == [.fail, .fail])
    #expect(full.map { $0.observed.contains("/var/lib/cutover") } == [true, false])
    let memory = try Self.one(.memory, checks.results("vps", .success(Self.host(memory: 1 << 30))))
    #expect(memory.verdict == .fail)
    let source = try Self.one(.memory, checks.results("vps-01", .success(Self.host(memory: 1 << 30))))
    #expect(source.verdict == .warn)
    let overcommit = try Self.one(.overcommit, checks.results("vps", .success(Self.host(overcommit: 0))))
    #expect(overcommit.remedy.contains("sysctl vm.overcommit_memory=1"))
    let gone = try Self.one(.docker, checks.results("vps", .failure(ProtocolError(.unreachable, "refused", next: "x"))))
    #expect(gone.observed == "refused")
    let clocks = try #require(
      HostChecks.clocks(["vps": .success(Self.host(clock: 9000)), "vps-01": .success(Self.host(clock: 1000))]))
    #expect(clocks.observed == "8000 ms apart")
    #expect(clocks.remedy.contains("timedatectl"))
  }

  @Test("where the new Redis will be: nobody's data, its address, its image, its password")
  func target() throws {
    let checks = TargetChecks(target: Self.pair.target, passwordProblem: nil)
    let absent = RedisFacts(container: "fiskai-redis-vps", state: "absent")
    let good = checks.results(.success(absent), leader: Self.redis(), host: Self.host())
    #expect(good.allSatisfy { $0.verdict == .pass })
    let full = try Self.one(
      .target, checks.results(.success(Self.redis(keys: 5)), leader: nil, host: nil))
    #expect(full.verdict == .fail)
    #expect(full.observed == "5 keys, role master")
    let old = try Self.one(
      .versions,
      checks.results(
        .success(Self.redis(keys: 0, version: "6.2.16", format: 9)), leader: Self.redis(), host: nil))
    #expect(old.verdict == .fail)
    #expect(old.remedy.contains("redis.target.image"))
    var elsewhere = Self.host(image: false)
    elsewhere.addressIsOwn = false
    let lost = checks.results(.success(absent), leader: nil, host: elsewhere)
    #expect(try Self.one(.publish, lost).observed == "100.120.14.126 cannot be bound on vps")
    let missing = checks.image("redis:7", .success(Self.host(image: false)))
    #expect(try Self.one(.image, missing).remedy == "on vps: docker pull redis:7")
    #expect(checks.image("redis:7", .success(Self.host())).map(\.verdict) == [.pass])
    let bad = TargetChecks(target: Self.pair.target, passwordProblem: "an empty one")
    #expect(try Self.one(.password, bad.results(.success(absent), leader: nil, host: nil)).verdict == .fail)
  }

  @Test(
    "a password that is none, in words that do not show it",
    arguments: [
      ("REDIS_PASSWORD_HERE", "the placeholder of a template"),
      ("changeme-changeme-1", "the placeholder of a template"),
      ("", "an empty one"), ("short", "one of less than 16 bytes"), ("0123456789abcde", "one of less than 16 bytes"),
    ])
  func noPassword(_ text: String, _ problem: String) {
    #expect(TargetChecks.problem(of: Secret(text)) == problem)
  }

  @Test("a password of its own has no problem")
  func password() {
    #expect(TargetChecks.problem(of: Secret("0123456789abcdef")) == nil)
  }

  @Test("where the new Redis's agent does not answer, nobody claims that the Redis does not run")
  func absence() {
    var checks = TargetChecks(target: Self.pair.target, passwordProblem: nil)
    checks.absence = "not known: vps cannot be reached"
    #expect(checks.reach(nil, from: "fiskai-redis").observed == "not known: vps cannot be reached")
    #expect(checks.login([:]).map(\.observed) == ["not known: vps cannot be reached"])
  }

  @Test("reached from inside a container, or not, or not yet")
  func reach() {
    let checks = TargetChecks(target: Self.pair.target, passwordProblem: nil)
    #expect(checks.reach(nil, from: "fiskai-redis").verdict == .skipped)
    #expect(checks.reach(.success(.init(version: "", microseconds: 4000)), from: "fiskai-redis").verdict == .pass)
    let refused = checks.reach(
      .failure(ProtocolError(.unreachable, "refused", next: "docker exec …")), from: "fiskai-redis")
    #expect(refused.verdict == .fail)
    #expect(refused.remedy == "docker exec …")
  }
}

/// The workers' checks, and the runbook's phase 1.5.
@Suite("Whether workers can be moved")
struct WorkerCheckTests {
  static let checks = WorkerChecks(
    host: "vps-01", project: "/home/admin/FiskAI",
    checks: FleetChecks(
      allowedMounts: [.init(service: "worker-content-sync", destination: "/content")], started: "Worker started"),
    drainSeconds: 60)
  static let variable = VariableFacts(
    file: "/home/admin/FiskAI/.env", line: 13, mechanism: "interpolation", redactedValue: "redis://fiskai-redis:6379",
    redis: "fiskai-redis:6379", services: ["worker-ocr"])

  static func worker(
    _ service: String = "worker-ocr", running: Bool = true, redis: String = "fiskai-redis:6379", restarts: Int = 0,
    grace: Int? = 60, mounts: [MountFacts] = [], log: LogFacts = LogFacts(hasStarted: true)
  ) -> WorkerFacts {
    WorkerFacts(
      service: service, container: "fiskai-\(service)", running: running, state: running ? "running" : "exited",
      redis: redis, restarts: restarts, stopGraceSeconds: grace, mounts: mounts, log: log)
  }

  static func one(_ id: CheckID, _ workers: [WorkerFacts]) throws -> CheckResult {
    try #require(checks.results(.success(workers), .success(variable)).first { $0.id == id })
  }

  @Test("workers as they should be pass")
  func pass() {
    let mount = MountFacts(type: "bind", source: "/srv/content", destination: "/content")
    let workers = [Self.worker(), Self.worker("worker-content-sync", mounts: [mount])]
    let results =
      Self.checks.results(.success(workers), .success(Self.variable))
      + [Self.checks.variable(.success(Self.variable))]
    #expect(results.allSatisfy { $0.verdict == .pass })
    #expect(Set(results.map(\.id)).count == 8)
  }

  @Test("source code mounted into a worker is found by type and destination, wherever it comes from")
  func mounts() throws {
    let mounts = [
      MountFacts(type: "bind", source: "/home/admin/FiskAI/src", destination: "/app/src"),
      MountFacts(type: "volume", source: "data", destination: "/data"),
    ]
    let result = try Self.one(.mounts, [Self.worker(mounts: mounts)])
    #expect(result.verdict == .fail)
    #expect(result.observed == "worker-ocr: /home/admin/FiskAI/src at /app/src")
    #expect(result.remedy.contains("checks.allowed_mounts"))
    // Allowed for another service only.
    let content = MountFacts(type: "bind", source: "/srv/content", destination: "/content")
    #expect(try Self.one(.mounts, [Self.worker(mounts: [content])]).verdict == .fail)
  }

  @Test("a missing module is shown with its line; a worker that has not said that it started is named")
  func logs() throws {
    let broken = LogFacts(moduleErrors: ["Error: Cannot find module '/app/x'"], moduleErrorCount: 4, hasStarted: false)
    let result = try Self.one(.moduleErrors, [Self.worker(log: broken)])
    #expect(result.verdict == .fail)
    #expect(result.observed == "worker-ocr 4: Error: Cannot find module '/app/x'")
    #expect(result.remedy.contains("docker logs fiskai-worker-ocr"))
    let silent = try Self.one(.started, [Self.worker(log: broken)])
    #expect(silent.verdict == .warn)
    #expect(silent.observed == "not said by worker-ocr")
  }

  @Test("a worker that does not run, has another URL, restarts by itself, or is killed too soon")
  func states() throws {
    #expect(try Self.one(.running, [Self.worker(running: false)]).observed == "worker-ocr is exited")
    let other = try Self.one(.url, [Self.worker(redis: "elsewhere:6379")])
    #expect(other.observed == "worker-ocr runs with elsewhere:6379")
    #expect(other.remedy.contains("docker compose up -d --no-deps worker-ocr"))
    #expect(try Self.one(.restarts, [Self.worker(restarts: 9)]).verdict == .warn)
    let short = try Self.one(.grace, [Self.worker(grace: nil)])
    #expect(short.observed == "a stop by hand would kill 1 workers after 10 s")
  }

  @Test("no worker at all, and a variable that no single file supplies, stand against a run")
  func none() throws {
    let empty = try #require(Self.checks.results(.success([]), nil).first)
    #expect(empty.verdict == .fail)
    #expect(empty.remedy.contains("mend `services`"))
    let literal = Self.checks.variable(.failure(ProtocolError(.precondition, "a literal in the compose file")))
    #expect(literal.observed == "a literal in the compose file")
    #expect(literal.remedy == "on vps-01: docker compose config in /home/admin/FiskAI")
  }
}

@Suite("Accepting a failed check by name")
struct CheckSummaryTests {
  static func failed(_ id: CheckID) -> CheckResult {
    CheckResult(id, "x", .fail, observed: "a", required: "b", remedy: "c")
  }

  @Test("an accepted failure stands no more against a run, and is named; what safety rests on may not be accepted")
  func accepted() {
    let summary = CheckSummary(
      results: [Self.failed(.clients), Self.failed(.role), Self.failed(.mounts)], accepted: [.clients, .role])
    #expect(summary.blocking.map(\.id) == [.role, .mounts])
    #expect(summary.words == "3 checks: 0 pass, 2 fail, 1 accepted (redis.clients)")
  }

  @Test("names are unique, in the form group.subject, with the group that they belong to")
  func names() {
    for id in CheckID.allCases {
      #expect(id.rawValue.hasPrefix("\(id.group.rawValue)."))
      #expect(!id.title.isEmpty)
    }
  }

  @Test("a name that is none is answered with the nearest one")
  func nearest() {
    #expect(
      CheckNames.unknown("redis.client")
        == "there is no check redis.client; did you mean redis.clients? `coordinator check` shows all")
  }
}
