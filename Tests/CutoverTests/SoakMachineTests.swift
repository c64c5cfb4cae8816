import Cutover
import Testing

@Suite("The soak")
struct SoakMachineTests {
  static let grant = Grant(epoch: 3, run: "run-3")

  static func window(
    _ part: SoakPart = .holder, grant: Grant = grant, seconds: UInt64 = 1_800,
    thresholds: SoakThresholds = SoakThresholds()
  ) -> SoakWindow {
    SoakWindow(grant: grant, part: part, from: 1_000, until: 1_000 + seconds, thresholds: thresholds)
  }

  /// A machine with an open window.
  static func watching(_ window: SoakWindow = window()) -> SoakMachine {
    var machine = SoakMachine()
    _ = machine.handle(.ordered(window))
    return machine
  }

  static func look(_ at: UInt64, pen: PenRecord? = .hold(3), lease: Epoch? = nil) -> SoakEvent {
    .looked(SoakLook(at: at, pen: pen, lease: lease))
  }

  static func sample(_ at: UInt64, _ redis: SoakRedisSample = SoakRedisSample(runID: "a")) -> SoakEvent {
    .sampled(SoakSample(at: at, redis: redis))
  }

  static func jobs(waiting: UInt64 = 0, completed: UInt64 = 0, failed: UInt64 = 0) -> SoakRedisSample {
    SoakRedisSample(
      runID: "a", jobs: SoakJobs(waiting: waiting, pending: waiting, completed: completed, failed: failed))
  }

  /// The checks that a decision found, and that are in its records as well.
  static func found(_ decision: Decision<SoakJournalRecord, SoakEffect>) -> [SoakCheckID] {
    let reported = decision.effects.compactMap { if case .report(let found) = $0 { found.check } else { nil } }
    let recorded = decision.records.compactMap { if case .found(let found) = $0 { found.check } else { nil } }
    #expect(reported == recorded)
    return reported
  }

  @Test("a window is on record from its beginning; the same run asked again keeps it as it began")
  func ordered() {
    var machine = SoakMachine()
    #expect(machine.handle(.ordered(Self.window())).records == [.began(Self.window())])
    #expect(machine.handle(.ordered(Self.window(seconds: 9))) == .disregard(.duplicate))
    #expect(machine.watch?.window == Self.window())
  }

  @Test("a newer run's window takes its place, an older one's does not")
  func replaced() {
    var machine = Self.watching()
    let newer = Self.window(.follower, grant: Grant(epoch: 4, run: "run-4"))
    #expect(machine.handle(.ordered(newer)).records == [.began(newer)])
    #expect(machine.handle(.ordered(Self.window())) == .disregard(.stale))
    #expect(machine.watch == SoakWatch(window: newer))
  }

  @Test("it looks again and again until its time is over, by the time that was fixed at its beginning")
  func ends() {
    var machine = Self.watching()
    #expect(machine.handle(Self.look(1_000)).effects == [.sample(Self.window())])
    #expect(machine.handle(Self.look(2_799)).effects == [.sample(Self.window())])
    #expect(machine.handle(Self.look(2_800)).records == [.ended(.complete, SoakSummary())])
    #expect(machine.watch?.end == .complete)
    #expect(machine.handle(Self.look(2_801)) == .disregard(.stale))
    #expect(machine.handle(Self.sample(2_801)) == .disregard(.stale))
  }

  @Test("while another run has the lease, or inside a cut, it waits; when the pen has moved it is over")
  func penMoves() {
    var machine = Self.watching()
    #expect(machine.handle(Self.look(1_010, lease: 3)).effects == [.sample(Self.window())])
    #expect(machine.handle(Self.look(1_020, lease: 4)) == Decision())
    #expect(machine.handle(Self.look(1_030, pen: .cut(Samples.attempt(epoch: 4), held: 3), lease: 4)) == Decision())
    #expect(machine.handle(Self.look(1_040)).effects == [.sample(Self.window())])
    #expect(machine.handle(Self.look(1_050, pen: .not, lease: 4)).records == [.ended(.penMoved, SoakSummary())])
    var follower = Self.watching(Self.window(.follower))
    #expect(follower.handle(Self.look(1_010, pen: .not)).effects == [.sample(Self.window(.follower))])
    #expect(follower.handle(Self.look(1_020, pen: .hold(4))).records == [.ended(.penMoved, SoakSummary())])
  }

  @Test("what was seen is on record with the first look, then once a minute, and survives a restart")
  func summaries() {
    var machine = Self.watching()
    var records: [SoakJournalRecord] = [.began(Self.window())]
    for at in stride(from: 1_000 as UInt64, through: 1_120, by: 10) {
      records += machine.handle(Self.sample(at)).records
    }
    #expect(records.count == 1 + 3)
    let restarted = SoakMachine(replaying: records)
    #expect(restarted.watch?.window == Self.window())
    #expect(restarted.watch?.summary.samples == 13)
  }

  @Test("a window of a day has about thirty summaries on record, not one a minute")
  func bounded() {
    var machine = Self.watching(Self.window(seconds: 86_400))
    var count = 0
    for at in stride(from: 1_000 as UInt64, to: 87_400, by: 10) {
      count += machine.handle(Self.sample(at)).records.count
    }
    #expect((28...32).contains(count))
  }

  @Test("an evicted key is found once, counted from the window's beginning, over a restart of the Redis too")
  func evictions() {
    var machine = Self.watching()
    func evicted(_ keys: UInt64, _ life: String = "a") -> SoakRedisSample {
      SoakRedisSample(runID: life, evictedKeys: keys)
    }
    #expect(Self.found(machine.handle(Self.sample(1_000, evicted(7)))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_010, evicted(9)))) == [.evictions])
    #expect(machine.watch?.findings.first?.finding.observed.hasPrefix("2 keys were evicted") == true)
    #expect(Self.found(machine.handle(Self.sample(1_020, evicted(10)))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_030, evicted(4, "b")))) == [.restarts])
    #expect(machine.watch?.summary.evicted == 7)
  }

  @Test("memory is found from its limit on, and without a limit never")
  func memory() {
    var machine = Self.watching()
    func used(_ bytes: UInt64, of limit: UInt64) -> SoakRedisSample {
      SoakRedisSample(runID: "a", usedMemory: bytes, maximumMemory: limit)
    }
    #expect(Self.found(machine.handle(Self.sample(1_000, used(9_999, of: 0)))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_010, used(899, of: 1_000)))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_020, used(900, of: 1_000)))) == [.memory])
    #expect(machine.watch?.summary.highestMemory == 9_999)
  }

  @Test("a link that breaks for a moment is none; one that stays down, or is lost, is")
  func link() {
    var machine = Self.watching(Self.window(.follower))
    func link(_ isUp: Bool, lost: String? = nil) -> SoakRedisSample {
      SoakRedisSample(runID: "a", linkUp: isUp, linkLost: lost)
    }
    for (at, isUp) in [(1_000, true), (1_010, false), (1_030, false), (1_039, true), (1_040, false), (1_069, false)] {
      #expect(Self.found(machine.handle(Self.sample(UInt64(at), link(isUp)))).isEmpty)
    }
    #expect(Self.found(machine.handle(Self.sample(1_070, link(false)))) == [.link])
    var losing = Self.watching(Self.window(.follower))
    #expect(Self.found(losing.handle(Self.sample(1_000, link(false, lost: "a full copy is needed")))) == [.link])
    var leading = Self.watching()
    #expect(Self.found(leading.handle(Self.sample(1_000, SoakRedisSample(lagBytes: 64 << 20)))) == [.link])
  }

  @Test("failed jobs are found when they are many and a large part of the finished ones")
  func failures() {
    var machine = Self.watching()
    for sample in [Self.jobs(completed: 1_000, failed: 500), Self.jobs(completed: 1_400, failed: 520)] {
      #expect(Self.found(machine.handle(Self.sample(1_000, sample))).isEmpty)
    }
    // 21 of 421 are 4 %; kept jobs that are trimmed are no jobs less.
    #expect(Self.found(machine.handle(Self.sample(1_010, Self.jobs(completed: 1_400, failed: 521)))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_020, Self.jobs(completed: 10, failed: 521)))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_030, Self.jobs(completed: 10, failed: 550)))) == [.failures])
    #expect(machine.watch?.summary.completed == 400)
    #expect(machine.watch?.summary.failed == 50)
  }

  @Test("jobs that wait while no count changes are stalled; with nothing to do nothing is")
  func stalled() {
    var machine = Self.watching()
    for at in stride(from: 1_000 as UInt64, through: 1_400, by: 100) {
      #expect(Self.found(machine.handle(Self.sample(at, Self.jobs(completed: 5)))).isEmpty)
    }
    for at in stride(from: 1_500 as UInt64, through: 1_700, by: 100) {
      #expect(Self.found(machine.handle(Self.sample(at, Self.jobs(waiting: 2, completed: 5)))).isEmpty)
    }
    #expect(Self.found(machine.handle(Self.sample(1_800, Self.jobs(waiting: 2, completed: 5)))) == [.stalled])
  }

  @Test("a worker that Docker restarts is found; one that was made anew is not")
  func restarts() {
    var machine = Self.watching(Self.window(.workers))
    func worker(_ at: UInt64, _ id: String, _ restarts: UInt64) -> SoakEvent {
      .sampled(
        SoakSample(at: at, workers: [SoakWorkerSample(service: "worker-a", identifier: id, restarts: restarts)]))
    }
    #expect(Self.found(machine.handle(worker(1_000, "one", 4))).isEmpty)
    #expect(Self.found(machine.handle(worker(1_010, "two", 9))).isEmpty)
    // A Docker that gives no answer forgets nothing.
    #expect(Self.found(machine.handle(.sampled(SoakSample(at: 1_020, workers: nil)))).isEmpty)
    #expect(Self.found(machine.handle(worker(1_030, "two", 10))) == [.restarts])
    #expect(machine.watch?.summary.restarts == 1)
  }

  @Test("a Redis that gives no answer is found when that lasts")
  func silent() {
    var machine = Self.watching()
    func silence(_ at: UInt64) -> SoakEvent { .sampled(SoakSample(at: at, silence: "exited")) }
    #expect(Self.found(machine.handle(silence(1_000))).isEmpty)
    #expect(Self.found(machine.handle(Self.sample(1_010))).isEmpty)
    #expect(Self.found(machine.handle(silence(1_020))).isEmpty)
    #expect(Self.found(machine.handle(silence(1_049))).isEmpty)
    #expect(Self.found(machine.handle(silence(1_050))) == [.answers])
    #expect(machine.watch?.summary.silent == 4)
  }

  @Test("findings survive a restart of the agent, and are not found a second time")
  func replayed() {
    var machine = Self.watching()
    var records: [SoakJournalRecord] = [.began(Self.window())]
    records += machine.handle(Self.sample(1_000)).records
    records += machine.handle(Self.sample(1_010, SoakRedisSample(runID: "a", evictedKeys: 3))).records
    var restarted = SoakMachine(replaying: records)
    #expect(restarted.watch == machine.watch)
    #expect(Self.found(restarted.handle(Self.sample(1_020, SoakRedisSample(runID: "a", evictedKeys: 5)))).isEmpty)
    #expect(restarted.watch?.summary.evicted == 5)
    #expect(restarted.watch?.findings.count == 1)
  }

  @Test("the other checks of a preflight have other names")
  func names() {
    #expect(SoakCheckID.allCases.allSatisfy { CheckID(rawValue: $0.rawValue) == nil && $0.rawValue.hasPrefix("soak.") })
  }
}
