/// Samples of the verbs that are about a run as a whole.
import Cutover
import Protocol

extension GoldenVerb {
  private static let entries = [
    RunEntry(
      milliseconds: 1_772_338_033_000, holder: "alice@laptop",
      record: .begun(
        RunPlan(
          run: "run-7", epoch: 3, direction: .cutover, fleet: ["vps-01", "vps"], leader: "vps-01", follower: "vps",
          workerHosts: ["vps-01"]))),
    RunEntry(milliseconds: 1_772_338_033_004, record: .phaseBegun(.lease)),
    RunEntry(milliseconds: 1_772_338_033_004, record: .stepBegun(.drain("vps-01"))),
  ]

  /// A cut's result with what later looks are compared with.
  private static let passedCut = RunEntry(
    milliseconds: 1_772_338_034_000,
    record: .stepFinished(
      .cut(attempt, holder: "vps-01"),
      StepResult(
        observed: "write pause 3.2 ms",
        detail: .cut(.passed(CutDetails(position: position, depths: [depth], warnings: []))),
        baseline: CutBaseline(counters: [QueueCounter(queue: "scheduled", added: 12)], refusedWrites: 1))))

  private static let window = SoakWindow(
    grant: Grant(epoch: 3, run: "run-7"), part: .holder, from: 1_772_338_033, until: 1_772_339_833,
    thresholds: SoakThresholds())

  private static let soakFinding = SoakFinding(check: .evictions, at: 1_772_338_043, finding: finding)

  private static let summary = {
    var summary = SoakSummary()
    summary.add(
      SoakSample(
        at: 1_772_338_043,
        redis: SoakRedisSample(
          runID: "cd", evictedKeys: 0, usedMemory: 48_000_000, maximumMemory: 8 << 30, lagBytes: 12,
          jobs: SoakJobs([depth])),
        workers: [SoakWorkerSample(service: "worker-a", identifier: "c0ffee", restarts: 0)]))
    summary.add(SoakSample(at: 1_772_338_053, silence: "the container is exited", workers: nil))
    return summary
  }()

  private static func watch(
    _ summary: SoakSummary, _ findings: [SoakFinding] = [], _ end: SoakEnd? = nil
  ) -> SoakWatch {
    SoakWatch(window: window, summary: summary, findings: findings, end: end)
  }

  static let runs = [
    GoldenVerb(
      [
        KeepRunEntries(from: 0, entries: entries), KeepRunEntries(from: 3, entries: []),
        KeepRunEntries(from: 3, entries: [passedCut]),
      ],
      replies: [KeepRunEntries.Reply(count: 3)]),
    GoldenVerb(
      [ReadRunCopy()],
      replies: [
        ReadRunCopy.Reply(),
        ReadRunCopy.Reply(copy: RunCopy(grant: Grant(epoch: 3, run: "run-7"), entries: entries)),
      ]),
    GoldenVerb(
      [
        AskRun(run: "run-7", wish: .abort, holder: "bob@other"),
        AskRun(run: "run-7", wish: .proceed, holder: "bob@other"),
      ], replies: [Done()]),
    GoldenVerb(
      [SendProbe(method: "POST", url: "http://100.64.123.81:3002/api/regulatory/trigger")],
      replies: [SendProbe.Reply(status: 202)]),
    GoldenVerb(
      [WriteCanary(redis: follower)],
      replies: [WriteCanary.Reply(key: "bull:cutover-canary:run-7", microseconds: 420)]),
    GoldenVerb(
      [TakePen(redis: RedisReference(container: "fiskai-redis", password: .none), lost: "vps")],
      replies: [TakePen.Reply(position: ReplicationPosition(replicationID: "aa", offset: 4711))]),
    GoldenVerb(
      [
        BeginSoak(
          seconds: 1_800, intervalSeconds: 10, thresholds: SoakThresholds(), part: .holder, redis: leader,
          workers: [workers], prefix: "bull", queues: ["scheduled"]),
        BeginSoak(seconds: 1_800, intervalSeconds: 10, thresholds: SoakThresholds(), part: .workers),
      ], replies: [BeginSoak.Reply(window: window)]),
    GoldenVerb(
      [ReadSoak()],
      replies: [
        ReadSoak.Reply(now: 1_772_338_043), ReadSoak.Reply(watch: watch(SoakSummary()), now: 1_772_338_043),
        ReadSoak.Reply(watch: watch(summary, [soakFinding], .complete), now: 1_772_339_843),
      ]),
    GoldenVerb(
      [AbortCut(epoch: 3)],
      replies: [.barred(3), .insideCut(attempt), .tooLate, .needsLearning]),
  ]
}
