import Cutover
import Protocol
import Testing

@testable import Coordinator

/// Each refusal of `finalize` for its own reason, with what to type.
@Suite("What stands against a finalize")
struct FinalizeChecksTests {
  static let hour = 3_600_000
  static let content = BackUpContent(keys: 1, keysBefore: 1, expiring: 0, before: [], after: [])
  static let backup = BackUpFacts(
    path: "/var/lib/cutover/backups/r-finalize.rdb", bytes: 9, sha256: "aa", content: content, usedMemory: 1)

  static func redis(_ container: String, offset: Int = 500, linkUp: Bool? = nil) -> RedisFacts {
    RedisFacts(
      container: container, state: "running", runID: "aa", role: linkUp == nil ? "master" : "slave",
      replicationID: "hh", offset: offset, linkUp: linkUp, usedMemory: 1 << 20)
  }

  static func known(_ outcome: Outcome?, hoursAgo: Int = 25, direction: Direction = .cutover) -> FinalizeFacts.KnownRun
  {
    FinalizeFacts.KnownRun(
      plan: RunPlan(
        run: "run-7", epoch: 3, direction: direction, fleet: ["vps-01", "vps"], leader: "vps-01", follower: "vps",
        workerHosts: ["vps-01"]), phase: .soak, outcome: outcome, milliseconds: 1_000 * hour - hoursAgo * hour)
  }

  /// A fleet whose old Redis may go.
  static func facts() -> FinalizeFacts {
    func pen(_ record: PenRecord) -> PenFacts {
      PenFacts(pen: record, cutInProgress: false, leaseEpoch: 3, lastRun: "run-7")
    }
    return FinalizeFacts(
      pens: ["vps-01": .success(pen(.not)), "vps": .success(pen(.hold(3)))], runs: [known(.succeeded)],
      old: .success(redis("fiskai-redis", linkUp: true)), new: .success(redis("fiskai-redis-vps")),
      clients: .success([]),
      retirement: .success(RetirementFacts(exists: true, volumes: ["data"], backupRoom: 1 << 30)),
      host: .success(CheckTests.host()), now: 1_000 * hour)
  }

  static func one(
    _ id: CheckID, now: Bool = false, failing: Bool = false, _ change: (inout FinalizeFacts) -> Void
  ) throws -> CheckResult {
    var facts = facts()
    change(&facts)
    let results = FinalizeChecks(redis: CheckTests.pair, facts: facts, now: now).results
    let result = try #require(results.first { $0.id == id && (!failing || $0.verdict == .fail) })
    #expect(results.filter { $0.verdict == .fail }.map(\.id) == (result.verdict == .fail ? [id] : []))
    #expect(result.verdict == .pass || !result.remedy.isEmpty)
    return result
  }

  @Test("nothing, a day after the cutover, when nobody needs the old Redis")
  func nothing() {
    let checks = FinalizeChecks(redis: CheckTests.pair, facts: Self.facts(), now: false)
    #expect(checks.results.map(\.verdict) == Array(repeating: .pass, count: 9))
    #expect(checks.standing == .whole)
  }

  @Test("an agent that does not answer: any of the fleet")
  func agents() throws {
    let result = try Self.one(.finalizeAgents) { $0.pens["spare"] = .failure(ProtocolError(.unreachable, "no answer")) }
    #expect(result.observed == "spare: no answer")
    #expect(!result.id.isAcceptable)
  }

  @Test("a pen that is not at the target")
  func pen() throws {
    let result = try Self.one(.finalizePen) {
      $0.pens["vps-01"] = .success(PenFacts(pen: .hold(4), cutInProgress: false, leaseEpoch: 3, lastRun: "run-7"))
    }
    #expect(result.required == "HOLD at vps, NOT at vps-01")
    #expect(!result.id.isAcceptable)
  }

  @Test("a run that is open, or led by somebody, or whose end nobody here knows")
  func run() throws {
    let open = try Self.one(.finalizeRun, now: true) { $0.runs = [Self.known(nil)] }
    #expect(open.observed == "run run-7 is open, in phase soak")
    #expect(open.remedy == "coordinator resume, or coordinator abort")
    let unknown = try Self.one(.finalizeRun, now: true) { $0.runs = [] }
    #expect(unknown.observed == "nobody here knows how run run-7 ended")
    let led = try Self.one(.finalizeRun) {
      $0.pens["vps"] = .success(FleetRecordsTests.live(3, "run-7", held: 5))
      $0.pens["vps-01"] = .success(PenFacts(pen: .not, cutInProgress: false))
    }
    #expect(led.observed.contains("the lease is held by alice@laptop"))
  }

  @Test("a cutover that is not a day old, unless --now")
  func age() throws {
    let young = try Self.one(.finalizeAge) { $0.runs = [Self.known(.succeeded, hoursAgo: 2)] }
    #expect(young.verdict == .fail)
    #expect(young.observed == "cutover run-7 ended 2 h ago")
    #expect(young.required == "24 h since the cutover's end, or --now")
    let now = try Self.one(.finalizeAge, now: true) { $0.runs = [Self.known(.succeeded, hoursAgo: 2)] }
    #expect(now.verdict == .pass)
    #expect(now.observed.hasSuffix("and --now was given"))
  }

  @Test("an old Redis that does not follow, or lags: a backup of it would lack writes; it may be accepted")
  func link() throws {
    let down = try Self.one(.finalizeLink) { $0.old = .success(Self.redis("fiskai-redis", linkUp: false)) }
    #expect(down.observed == "its link is not up (its container is running)")
    let lag = try Self.one(.finalizeLink) { $0.new = .success(Self.redis("fiskai-redis-vps", offset: 2 << 20)) }
    #expect(lag.observed == "link up, \((2 << 20) - 500) B behind")
    let lost = try Self.one(.finalizeLink) {
      var facts = Self.redis("fiskai-redis", linkUp: false)
      facts.lostLink = LostLink(since: 0, reason: "a gap")
      $0.old = .success(facts)
    }
    #expect(lost.observed.contains("it lacks writes since"))
    #expect(CheckID.finalizeLink.isAcceptable)
  }

  @Test("somebody who still talks to the old Redis, by name; its own health check does not count")
  func clients() throws {
    let result = try Self.one(.finalizeClients) {
      $0.clients = .success([
        ClientFacts(address: "127.0.0.1", container: "fiskai-redis", connections: 1, names: []),
        ClientFacts(address: "172.18.0.9", container: "fiskai-app", connections: 3, names: ["app"]),
        ClientFacts(address: "10.0.0.5", connections: 1, names: []),
      ])
    }
    #expect(result.observed == "10.0.0.5, 1 connection, fiskai-app (app), 3 connections")
    #expect(!result.id.isAcceptable)
    let unread = try Self.one(.finalizeClients) { $0.clients = .failure(ProtocolError(.redis, "gone")) }
    #expect(unread.verdict == .fail)
  }

  @Test("a compose file that still defines it, with the lines; one that cannot be read counts as one")
  func compose() throws {
    let result = try Self.one(.finalizeCompose) {
      $0.retirement = .success(
        RetirementFacts(
          exists: true,
          definitions: [
            ComposeDefinition(file: "/srv/a.yml", service: "redis", firstLine: 3, lastLine: 12)
          ], unread: ["/srv/b.yml: no such directory"], backupRoom: 1 << 30))
    }
    #expect(result.observed == "service redis in /srv/a.yml (lines 3-12); not read: /srv/b.yml: no such directory")
    #expect(CheckID.finalizeCompose.isAcceptable)
  }

  @Test("no room for the backup")
  func room() throws {
    let result = try Self.one(.finalizeRoom) {
      $0.retirement = .success(RetirementFacts(exists: true, backupRoom: 1 << 20))
    }
    #expect(result.remedy.contains("/var/lib/cutover"))
  }

  @Test("no memory for the Redis that proves it")
  func memory() throws {
    let result = try Self.one(.finalizeRoom, failing: true) { $0.host = .success(CheckTests.host(memory: 64 << 20)) }
    #expect(result.required.hasSuffix("for the Redis that proves the backup"))
  }

  @Test("what an earlier finalize did is not asked again, but a container that came back is told")
  func again() throws {
    var facts = Self.facts()
    let retired = RetiredRedis(
      container: "fiskai-redis", run: "r-finalize", backup: Self.backup, volumes: ["data"], mounts: [], isRemoved: true)
    facts.pens["vps-01"] = .success(PenFacts(pen: .not, cutInProgress: false, retired: retired))
    (facts.clients, facts.old) = (.failure(ProtocolError(.precondition, "gone")), nil)
    facts.retirement = .success(RetirementFacts(exists: false))
    var checks = FinalizeChecks(redis: CheckTests.pair, facts: facts, now: false)
    #expect(checks.standing == .retired)
    #expect(checks.results.allSatisfy { $0.verdict == .pass })
    facts.retirement = .success(RetirementFacts(exists: true))
    checks = FinalizeChecks(redis: CheckTests.pair, facts: facts, now: false)
    #expect(checks.results.last?.observed == "a container of that name is there again")
  }
}

@Suite("After a finalize")
struct FinalizedTests {
  static let retired = RetiredRedis(
    container: "fiskai-redis", run: "r-finalize", backup: FinalizeChecksTests.backup, volumes: [], mounts: [],
    isRemoved: true)

  static func finalized(returned: Bool) throws -> StatusSamples {
    var samples = try StatusSamples.soaking()
    samples.change("vps-01") {
      $0.pen = .success(PenFacts(pen: .not, cutInProgress: false, leaseEpoch: 4, retired: retired))
      if !returned { $0.redis[.source]?.facts = .success(RedisFacts(container: "fiskai-redis", state: "absent")) }
    }
    return samples
  }

  @Test("status has no alarm for the Redis that is gone, and says that there is no rollback and where its data is")
  func status() throws {
    let samples = try Self.finalized(returned: false)
    #expect(samples.alarms.isEmpty)
    #expect(samples.report.rollback?.possibility == .finalized)
    #expect(samples.report.rollback?.backup == FinalizeChecksTests.backup.path)
  }

  @Test("a container of its name that comes back is an alarm, fenced or not")
  func returned() throws {
    let samples = try Self.finalized(returned: true)
    #expect(samples.alarms == ["retired_returned"])
    #expect(samples.report.alarms.first?.next.hasPrefix("docker rm -f fiskai-redis on vps-01") == true)
  }

  @Test("a rollback is refused with the reason, and names the backup's file")
  func rollback() throws {
    let fleet = try FleetText.load(FleetText.correct)
    let subject = RunSubject(
      fleet: fleet, redis: try #require(fleet.redis), targetURL: Secret(""), targetPassword: Secret(""))
    let facts = PenFacts(pen: .not, cutInProgress: false, retired: Self.retired)
    let error = #expect(throws: OperatorError.self) { try RunPlanner.checkNotRetired(facts, subject) }
    #expect(error?.code == "finalized")
    #expect(error?.observed == "finalize r-finalize has removed fiskai-redis on vps-01")
    #expect(error?.next?.contains(FinalizeChecksTests.backup.path) == true)
    #expect(throws: Never.self) { try RunPlanner.checkNotRetired(PenFacts(cutInProgress: false), subject) }
  }

  @Test("the compose change names the service's lines, the dependencies on it, and the volume")
  func compose() {
    let change = ComposeChange(
      host: "vps-01",
      definitions: [
        ComposeDefinition(
          file: "/srv/a.yml", service: "redis", firstLine: 3, lastLine: 12, dependents: ["worker-a"], volumes: ["data"])
      ])
    #expect(
      change.lines == [
        "compose change to commit on vps-01:", "  --- /srv/a.yml", "  - services.redis (lines 3-12)",
        "  - redis in services.worker-a.depends_on",
        "  - volumes.data, once the volume is removed and no other service uses it",
        "  then check it: docker compose -f /srv/a.yml config --quiet",
      ])
    #expect(ComposeChange(host: "vps-01", definitions: []).lines.isEmpty)
  }

  @Test("history tells a finalize as it does a run")
  func history() throws {
    let plan = FinalizePlan(
      run: "20261125T214231-4711-finalize", epoch: 4, fleet: ["vps-01", "vps"], holder: "vps", old: "vps-01",
      container: "fiskai-redis", accepted: [.finalizeCompose])
    let records: [FinalizeRecord] = [
      .begun(plan), .stepBegun(.acquireLease), .stepFinished(.acquireLease, observed: "2 of 2 agents"),
      .stepBegun(.releaseLease), .stepFinished(.releaseLease, observed: "given back"), .ended(.done),
    ]
    let entries = records.enumerated().map { index, record in
      FinalizeEntry(milliseconds: index * 1000, holder: index == 0 ? "alice@laptop" : nil, record: record)
    }
    let account = try #require(FinalizeAccount(entries))
    #expect(account.outcome == "succeeded")
    #expect(account.seconds == 5)
    #expect(account.story.map(\.event) == ["begun", "done", "done", "ended"])
    #expect(account.story.first?.text == "epoch 4 by alice@laptop, accepted finalize.compose-file")
    #expect(FinalizeArchive.isFinalize(plan.run))
  }
}
