/// Samples of the verbs that change something and that a coordinator asks.
import Cutover
import Protocol

extension GoldenVerb {
  private static let backup = BackUpFacts(
    path: "/var/lib/cutover/backups/run-7-finalize.rdb", bytes: 1_234,
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    content: BackUpContent(keys: 10, keysBefore: 10, expiring: 1, before: [depth], after: [depth]), usedMemory: 900_000)
  private static let evidence = Evidence(
    leaseLive: true, pen: .hold(2),
    redis: RedisEvidence(
      role: .replica, identity: identity, position: position, linkUp: true, syncInProgress: false, loading: false,
      lagBytes: 0, replicaReadOnly: true,
      appendOnly: AppendOnlyEvidence(
        enabled: true, rewriteInProgress: false, rewriteScheduled: false, lastRewriteOK: true, lastWriteOK: true),
      activeJobs: 0),
    workers: WorkersEvidence(running: ["worker-a"], stopsInFlight: false, restartable: [], environmentStaged: true))

  private static let plan = CutPlan(
    attempt: attempt, holder: "vps-01", receiver: "vps", holderIdentity: identity,
    expected: ReceiverExpectation(identity: identity, replicationID: position.replicationID))

  private static let change = SettingChange(name: "maxmemory-policy", before: "allkeys-lru", after: "noeviction")

  static let changing = [
    GoldenVerb(
      [
        AskLease(action: .acquire, holder: "alice@laptop", takeover: true),
        AskLease(action: .renew, holder: "alice@laptop"), AskLease(action: .release, holder: "alice@laptop"),
      ],
      replies: [
        AskLease.Reply(grant: Grant(epoch: 3, run: "run-7"), pen: .not, seconds: 15),
        AskLease.Reply(
          grant: Grant(epoch: 3, run: "run-7"), pen: .not, seconds: 15, wishes: [.abort: "bob@other"]),
      ]),
    GoldenVerb(
      [Learn(pen: .hold(0)), Learn(pen: .not, highest: Grant(epoch: 2, run: "run-6"))],
      replies: [PenFacts(pen: .not, receiver: .barred(attempt), cutInProgress: false)]),
    GoldenVerb(
      [
        Provision(
          container: "fiskai-redis-vps", image: "redis:7.4.1-alpine", directory: "/opt/redis",
          address: "100.120.14.126", port: 6379, maximumMemory: 8 << 30, password: Secret("correct horse"))
      ], replies: [Provision.Reply(created: true, redis: redis)]),
    GoldenVerb(
      [RemoveProvisioned(container: "fiskai-redis-vps", directory: "/opt/redis")],
      replies: [RemoveProvisioned.Reply(removed: true)]),
    GoldenVerb(
      [PrepareLeader(redis: leader), PrepareLeader(redis: leader, holdSeconds: 86_400)],
      replies: [PrepareLeader.Reply(changes: [change])]),
    GoldenVerb(
      [
        BackUp(redis: follower, label: "before-gate"),
        BackUp(redis: leader, prefix: "bull", queues: ["scheduled"], label: "finalize"),
      ], replies: [backup]),
    GoldenVerb(
      [ProveBackUp(redis: leader, backup: backup, prefix: "bull")],
      replies: [ProveBackUp.Reply(keys: 9, queues: [depth], milliseconds: 1_200)]),
    GoldenVerb(
      [RetireRedis(redis: leader, holder: "vps", sha256: backup.sha256)],
      replies: [
        RetiredRedis(
          container: "fiskai-redis", run: "run-7", backup: backup, volumes: ["fiskai_redis_data"],
          mounts: [MountFacts(type: "volume", source: "/var/lib/docker/volumes/v/_data", destination: "/data")],
          isRemoved: true)
      ]),
    GoldenVerb(
      [RemoveVolume(container: "fiskai-redis", volume: "fiskai_redis_data")],
      replies: [RemoveVolume.Reply(removed: true)]),
    GoldenVerb(
      [BeginStandIn(redis: leader, address: "100.120.14.126", port: 6379, password: Secret("p"))],
      replies: [
        StandInFacts(
          container: "cutover-stand-in-fiskai-redis", stage: .serving, isRunning: true, target: "100.120.14.126:6379",
          redisPort: 16379,
          clients: [ClientFacts(address: "172.18.0.9", container: "fiskai-app", connections: 3, names: [])])
      ]),
    GoldenVerb([EndStandIn(redis: leader)], replies: [EndStandIn.Reply(ended: true)]),
    GoldenVerb([RestoreLeader(redis: leader)], replies: [RestoreLeader.Reply(changes: [], left: [])]),
    GoldenVerb(
      [
        Attach(follower: follower, leaderHost: "vps-01", leader: leader, fullCopy: false),
        Attach(follower: follower, leaderHost: "vps-01", leader: leader, fullCopy: true, holdSeconds: 86_400),
      ],
      replies: [Attach.Reply(relay: "172.18.0.1:40000")]),
    GoldenVerb([Detach(follower: follower)], replies: [Done()]),
    GoldenVerb(
      [
        StageEnvironment(
          workers: workers, content: .value(Secret("redis://:p@100.120.14.126:6379/0")), leader: "vps-01",
          follower: "vps"),
        StageEnvironment(workers: workers, content: .previous, leader: "vps", follower: "vps-01"),
      ],
      replies: [
        StageEnvironment.Reply(
          variable: variable, redactedAfter: "redis://:***@100.120.14.126:6379/0", redis: "100.120.14.126:6379")
      ]),
    GoldenVerb([DiscardEnvironment(workers: workers)], replies: [Done()]),
    GoldenVerb(
      [
        CastVote(
          purpose: .cut, nonce: .max, roles: [.leader, .follower, .worker], redis: leader, prefix: "bull",
          queues: ["scheduled"], workers: [workers])
      ],
      replies: [
        Ballot(purpose: .cut, nonce: .max, host: "vps-01", verdict: .yes, evidence: evidence),
        Ballot(
          purpose: .drain, nonce: 0, host: "vps", verdict: .no([finding]),
          evidence: Evidence(leaseLive: false, pen: nil)),
      ]),
    GoldenVerb(
      [Drain(workers: workers, graceSeconds: 60)],
      replies: [Drain.Reply(stopped: [StoppedWorker(service: "worker-a", milliseconds: 1_200, killed: false)])],
      progress: [Drain.Progress(service: "worker-a", remaining: 5)]),
    GoldenVerb([ResumeWorkers(workers: workers)], replies: [ResumeWorkers.Reply(workers: [worker])]),
    GoldenVerb(
      [
        PerformCut(
          plan: plan, holder: leader, receiver: follower, prefix: "bull", queues: ["bull:scheduled"],
          budgetMilliseconds: 1_000)
      ],
      replies: [
        PerformCut.Reply(
          result: .passed(CutDetails(position: position, depths: [depth], warnings: [])), pauseMicroseconds: 4_200,
          steps: [CutTiming(step: "pause", microseconds: 300)]),
        PerformCut.Reply(
          result: .undone(finding, warnings: [finding]), steps: [CutTiming(step: "pause", microseconds: 300)]),
        PerformCut.Reply(result: .undetermined(mustReach: "vps"), pauseMicroseconds: 4_200, steps: []),
      ], progress: [CutTiming(step: "fence", microseconds: 120)]),
    GoldenVerb(
      [Flip(workers: workers)],
      replies: [Flip.Reply(file: "/home/admin/FiskAI/.env", kept: ".env.before-run-7")]),
    GoldenVerb(
      [StartWorkers(workers: workers, redis: "100.120.14.126:6379")],
      replies: [
        StartWorkers.Reply(workers: [WorkerFacts(service: "worker-a", running: false, state: "absent")])
      ]),
  ]
}
