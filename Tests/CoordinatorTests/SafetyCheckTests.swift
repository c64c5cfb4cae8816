import Cutover
import Protocol
import Testing

@testable import Coordinator

/// The checks that a fence, a copy and a drain rest on: each fails for the right reason, and says what to type.
@Suite("What the safety of a run rests on")
struct SafetyCheckTests {
  static let checks = RedisChecks(
    direction: .cutover, leader: "vps-01", follower: "vps", redis: CheckTests.pair, known: ["fiskai-worker-ocr"],
    hosts: ["100.64.123.81": "vps-01"])

  @Test("Sentinel, a cluster and a Redis whose replicas accept writes stand against a run, and cannot be accepted")
  func servers() throws {
    let sentinel = CheckTests.redis(depth: RedisDepthFacts(mode: "cluster", replicaReadOnly: false))
    let mode = try CheckTests.one(.standalone, CheckTests.leading(sentinel))
    #expect(mode.verdict == .fail)
    #expect(mode.observed == "mode cluster")
    #expect(mode.remedy.contains("take it out of the cluster first"))
    let readOnly = try CheckTests.one(.readOnly, CheckTests.leading(sentinel))
    #expect(readOnly.verdict == .fail)
    #expect(readOnly.observed == "replica-read-only no")
    #expect(readOnly.remedy == "docker exec fiskai-redis redis-cli CONFIG SET replica-read-only yes")
    #expect(!CheckID.standalone.isAcceptable)
    #expect(!CheckID.readOnly.isAcceptable)
    let single = CheckTests.leading(
      CheckTests.redis(depth: RedisDepthFacts(mode: "standalone", replicaReadOnly: true)))
    #expect(single.allSatisfy { $0.verdict == .pass })
    #expect(single.contains { $0.id == .standalone })
  }

  @Test("a job that runs longer than the drain waits is told with its queue")
  func jobs() throws {
    func audit(_ seconds: Int?) -> CheckFacts.Answer<AuditQueues.Reply> {
      .success(
        AuditQueues.Reply(
          audits: [
            .init(queue: "ocr", waiting: 1, sampled: 1, dangling: 0, longestJobSeconds: seconds),
            .init(queue: "mail", waiting: 0, sampled: 0, dangling: 0, longestJobSeconds: seconds.map { $0 / 2 }),
          ], complete: true))
    }
    let long = try #require(Self.checks.jobs(audit(90), drainSeconds: 60))
    #expect(long.verdict == .warn)
    #expect(long.observed == "a job of ocr has run for 90 s")
    #expect(long.remedy.contains("raise policy.drain"))
    #expect(Self.checks.jobs(audit(59), drainSeconds: 60)?.verdict == .pass)
    #expect(Self.checks.jobs(audit(nil), drainSeconds: 60)?.observed == "no job at work")
    #expect(Self.checks.jobs(.failure(ProtocolError(.redis, "gone")), drainSeconds: 60) == nil)
  }

  @Test("the containers of another host of the fleet are no strangers")
  func clients() {
    let known = ClientFacts(address: "100.64.123.81", connections: 14, names: [])
    #expect(Self.checks.clients(.success([known])).verdict == .pass)
  }

  @Test("the new Redis must hold what the old one does, and a third more")
  func room() {
    let target = TargetChecks(target: CheckTests.pair.target, passwordProblem: nil)
    let absent = RedisFacts(container: "fiskai-redis-vps", state: "absent")
    var leader = CheckTests.redis()
    #expect(target.room(leader, absent).verdict == .pass)
    leader.usedMemory = 7 << 30
    let full = target.room(leader, absent)
    #expect(full.verdict == .fail)
    #expect(full.observed == "maxmemory 8.6 GB for 7.5 GB")
    #expect(full.required.hasPrefix("9.8 GB"))
    #expect(full.remedy.contains("raise redis.target.maxmemory"))
    var small = CheckTests.redis()
    small.maximumMemory = 1 << 29
    #expect(target.room(CheckTests.redis(), small).verdict == .fail)
  }

  @Test("the container of a new Redis that runs must hold its limit and a fork")
  func containerMemory() throws {
    let target = TargetChecks(target: CheckTests.pair.target, passwordProblem: nil)
    let narrow = CheckTests.redis(depth: RedisDepthFacts(memoryLimit: 8 << 30))
    let result = try #require(target.containerMemory(narrow))
    #expect(result.verdict == .fail)
    #expect(result.observed == "limited to 8.6 GB")
    #expect(result.remedy == "on vps: docker update --memory \(12 << 30) fiskai-redis-vps")
    #expect(target.containerMemory(CheckTests.redis())?.verdict == .pass)
    #expect(target.containerMemory(RedisFacts(container: "fiskai-redis-vps", state: "absent")) == nil)
  }

  @Test("each host reaches the new Redis with its password, or does not, or cannot yet")
  func logins() throws {
    let target = TargetChecks(target: CheckTests.pair.target, passwordProblem: nil)
    #expect(target.login([:]).map(\.verdict) == [.skipped])
    let results = target.login([
      "vps-01": .failure(ProtocolError(.redis, "WRONGPASS", next: "compare the passwords")),
      "vps": .success(.init(version: "7.0.15", microseconds: 800)),
    ])
    #expect(results.map(\.subject) == ["from vps", "from vps-01"])
    #expect(results.map(\.verdict) == [.pass, .fail])
    #expect(results[1].observed == "WRONGPASS")
    #expect(results[1].remedy == "compare the passwords")
  }

  @Test("a container that restarts or replaces others is named, with the command that stops it")
  func restarters() throws {
    let checks = HostChecks(dataBytes: nil, target: nil, leader: "vps-01")
    var facts = CheckTests.host()
    facts.restarters = ["watchtower"]
    let result = try CheckTests.one(.restarters, checks.results("vps", .success(facts)))
    #expect(result.verdict == .warn)
    #expect(result.observed == "watchtower")
    #expect(result.remedy == "on vps: docker stop watchtower")
    facts.restarters = []
    #expect(try CheckTests.one(.restarters, checks.results("vps", .success(facts))).verdict == .pass)
  }

  @Test(
    "the tailnet's path: direct is well, a relay is a warning, no tailscaled is not looked at",
    arguments: [
      (
        TailnetFacts(path: .direct, through: "192.0.2.7:41641", microseconds: 12_300, state: "Running"),
        CheckVerdict.pass, "direct, 192.0.2.7:41641 in 12.3 ms"
      ),
      (TailnetFacts(path: .relay, through: "fra", state: "Running"), .warn, "through the relay fra"),
      (TailnetFacts(path: .peerRelay, through: "x", state: "Running"), .warn, "through the node x"),
      (TailnetFacts(state: "NeedsLogin", problem: "tailscaled is NeedsLogin"), .warn, "tailscaled is NeedsLogin"),
      (TailnetFacts(problem: "tailscaled does not answer"), .skipped, "tailscaled does not answer"),
    ])
  func path(_ facts: TailnetFacts, _ verdict: CheckVerdict, _ observed: String) {
    let result = HostChecks.path("vps-01", to: "vps", .success(facts))
    #expect(result.verdict == verdict)
    #expect(result.observed == observed)
    #expect(result.subject == "vps-01 to vps")
    if facts.path != nil, verdict == .warn { #expect(result.remedy.contains("open UDP 41641")) }
  }

  @Test("an agent that does not know the question is no failure")
  func olderAgent() {
    let answer = CheckFacts.Answer<TailnetFacts>.failure(ProtocolError(.verbUnknown, "a verb of another build"))
    #expect(HostChecks.path("vps-01", to: "vps", answer).verdict == .skipped)
  }

  @Test("a second variable that leads to the same Redis is named, by service")
  func otherVariables() throws {
    var worker = WorkerCheckTests.worker()
    worker.otherVariables = ["BULL_REDIS_URL"]
    let result = try WorkerCheckTests.one(.otherVariables, [worker])
    #expect(result.verdict == .fail)
    #expect(result.observed == "worker-ocr: BULL_REDIS_URL")
    #expect(result.remedy.contains("take it from the same variable"))
    worker.otherVariables = []
    #expect(try WorkerCheckTests.one(.otherVariables, [worker]).verdict == .pass)
  }

  @Test("refused connections are counted by worker, as a warning")
  func connections() throws {
    let log = LogFacts(hasStarted: true, refusedConnections: 3)
    let result = try WorkerCheckTests.one(.connections, [WorkerCheckTests.worker(log: log)])
    #expect(result.verdict == .warn)
    #expect(result.observed == "worker-ocr 3")
    #expect(result.remedy.contains("docker logs fiskai-worker-ocr"))
  }
}
