import Cutover
import Protocol
import Testing

@testable import Coordinator

/// What holds today may not hold after a reboot, during a copy, or for somebody else's service.
@Suite("What a run affects, and what outlives it")
struct LastingCheckTests {
  static let target = TargetChecks(target: CheckTests.pair.target, passwordProblem: nil)

  static func reboot(_ boot: BootFacts?) -> CheckResult? {
    var facts = CheckTests.host()
    facts.boot = boot
    return target.reboot(facts)
  }

  @Test("an address of the tailnet comes back with its host when Docker waits for it, or may bind it before")
  func lasting() throws {
    let waits = try #require(Self.reboot(BootFacts(dockerAfter: ["tailscale-online.target"], nonlocalBind: false)))
    #expect(waits.id == .publish)
    #expect(waits.verdict == .pass)
    #expect(waits.observed == "docker.service waits for tailscale-online.target")
    let binds = try #require(Self.reboot(BootFacts(dockerAfter: [], nonlocalBind: true)))
    #expect(binds.verdict == .pass)
    #expect(binds.observed == "net.ipv4.ip_nonlocal_bind = 1")
  }

  @Test("a Docker that does not wait, or only for the daemon, is a warning that says who brings the Redis back")
  func notLasting() throws {
    let nobody = try #require(Self.reboot(BootFacts(dockerAfter: [], nonlocalBind: false)))
    #expect(nobody.verdict == .warn)
    #expect(
      nobody.observed == "docker.service does not wait for the tailnet: after a reboot the agent starts "
        + "fiskai-redis-vps again, without agents nobody does")
    #expect(nobody.remedy.contains("After=tailscale-online.target"))
    #expect(nobody.remedy.contains("ip_nonlocal_bind=1"))
    let daemon = try #require(Self.reboot(BootFacts(dockerAfter: ["tailscaled.service"])))
    #expect(daemon.verdict == .warn)
    #expect(daemon.observed.contains("tailscaled.service alone, which is up before its address"))
  }

  @Test("an address that is always there, and an agent that does not know the question, say nothing")
  func elsewhere() throws {
    #expect(Self.reboot(nil) == nil)
    let pair = CheckTests.pair.target
    let publish = try #require(Endpoint("10.0.0.7:6379"))
    let checks = TargetChecks(
      target: .init(
        host: pair.host, container: pair.container, directory: pair.directory, publish: publish,
        maxmemory: pair.maxmemory, password: pair.password, image: nil), passwordProblem: nil)
    var facts = CheckTests.host()
    facts.boot = BootFacts(dockerAfter: [])
    #expect(checks.reboot(facts) == nil)
  }

  @Test("services that depend on a worker or on the old Redis are named, with the word that avoids harm")
  func dependents() throws {
    var variable = WorkerCheckTests.variable
    #expect(WorkerCheckTests.checks.dependents(.success(variable)) == nil)
    variable.dependents = [:]
    #expect(WorkerCheckTests.checks.dependents(.success(variable))?.verdict == .pass)
    variable.dependents = ["metrics": ["redis"], "api": ["redis", "worker-ocr"]]
    let result = try #require(WorkerCheckTests.checks.dependents(.success(variable)))
    #expect(result.id == .dependents)
    #expect(result.verdict == .warn)
    #expect(result.observed == "api on redis, worker-ocr; metrics on redis")
    #expect(result.remedy.contains("--no-deps"))
    #expect(WorkerCheckTests.checks.dependents(.failure(ProtocolError(.precondition, "a literal"))) == nil)
  }

  @Test("the old Redis's own disk needs room for a save while the copy forks, which goes without a file")
  func disk() throws {
    func results(_ depth: RedisDepthFacts?) -> [CheckResult] {
      HostChecks(dataBytes: 2 << 30, target: "vps", leader: "vps-01", leading: depth)
        .results("vps-01", .success(CheckTests.host())).filter { $0.id == .disk }
    }
    let full = try #require(results(RedisDepthFacts(dataDiskFree: 1 << 30, disklessSync: false)).last)
    #expect(full.verdict == .warn)
    #expect(full.observed.hasPrefix("1.1 GB free where the leading Redis keeps its files; "))
    #expect(full.observed.hasSuffix("repl-diskless-sync no, until a run sets yes"))
    #expect(full.required.hasPrefix("2.1 GB"))
    #expect(full.remedy.contains("df -h"))
    let roomy = try #require(results(RedisDepthFacts(dataDiskFree: 9 << 30, disklessSync: true)).last)
    #expect(roomy.verdict == .pass)
    #expect(roomy.observed.hasSuffix("repl-diskless-sync yes"))
    // An agent that cannot look there claims nothing.
    #expect(results(RedisDepthFacts()).count == 1)
  }

  @Test("what was not read of a long log is said")
  func longLog() throws {
    let log = LogFacts(hasStarted: false, isTruncated: true, refusedConnections: 0)
    for id in [CheckID.moduleErrors, .started, .connections] {
      let result = try WorkerCheckTests.one(id, [WorkerCheckTests.worker(log: log)])
      #expect(result.observed.hasSuffix("; of worker-ocr the first 1 MiB of the log was read"), "\(id.rawValue)")
    }
    let whole = LogFacts(hasStarted: true, refusedConnections: 0)
    let read = try WorkerCheckTests.one(.moduleErrors, [WorkerCheckTests.worker(log: whole)])
    #expect(read.observed == "none since their start")
  }
}
