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

  static let runs = [
    GoldenVerb(
      [KeepRunEntries(from: 0, entries: entries), KeepRunEntries(from: 3, entries: [])],
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
      [TakePen(redis: RedisReference(container: "fiskai-redis", password: .none), lost: "vps")],
      replies: [TakePen.Reply(position: ReplicationPosition(replicationID: "aa", offset: 4711))]),
    GoldenVerb(
      [AbortCut(epoch: 3)],
      replies: [.barred(3), .insideCut(attempt), .tooLate, .needsLearning]),
  ]
}
