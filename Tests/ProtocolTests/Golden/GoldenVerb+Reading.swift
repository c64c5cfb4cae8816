/// Samples of the verbs that read.
import Cutover
import Protocol

extension GoldenVerb {
  /// Every verb of the closed set.
  static let all = reading + changing + runs + betweenAgents

  static let leader = RedisReference(container: "fiskai-redis", password: .none)
  static let follower = RedisReference(container: "fiskai-redis-vps", port: 6380, password: .stored)
  static let workers = WorkersReference(
    project: "/home/admin/FiskAI", compose: "docker-compose.workers.yml", services: "worker-*", variable: "REDIS_URL")
  static let position = ReplicationPosition(replicationID: String(repeating: "ab", count: 20), offset: 123_456_789)
  static let identity = RedisIdentity(runID: String(repeating: "cd", count: 20))
  static let attempt = Attempt(run: "run-7", epoch: 3, number: 1)
  static let depth = QueueDepth(
    name: "bull:scheduled", waiting: 1, active: 2, paused: 3, delayed: 4, prioritized: 5, waitingChildren: 6,
    completed: 7, failed: 8)
  static let finding = Finding(observed: "lag 12 B", required: "lag 0 B", next: "try again")
  static let variable = VariableFacts(
    file: "/home/admin/FiskAI/.env", line: 12, mechanism: "interpolation",
    redactedValue: "redis://fiskai-redis:6379", redis: "fiskai-redis:6379", services: ["worker-a", "worker-b"])
  static let worker = WorkerFacts(
    service: "worker-a", container: "fiskai-worker-a-1", running: true, state: "running",
    restartPolicy: "unless-stopped", redis: "fiskai-redis:6379", redactedURL: "redis://fiskai-redis:6379", restarts: 2)
  static let redis = RedisFacts(
    container: "fiskai-redis", containerID: "0123456789ab", state: "running", image: "redis:7.4.1-alpine",
    restartPolicy: "unless-stopped", version: "7.4.1", runID: identity.runID, role: "master",
    replicationID: position.replicationID, offset: 123_456_789, linkUp: true, leaderAddress: "172.18.0.1:40000",
    synchronizing: false, followers: 1, readOnly: true, usedMemory: 1_000_000, maximumMemory: 2 << 30,
    evictionPolicy: "allkeys-lru", keys: 200_000, otherDatabases: ["db1"], clients: 7, operationsPerSecond: 90,
    evictedKeys: 0, readOnlyErrors: 0, appendOnly: true, rewriteInProgress: false, persistenceHealthy: true,
    loading: false, formatVersion: 12, lostLink: LostLink(since: 1_795_392_000_000, reason: "a gap"))

  private static let reading = [
    GoldenVerb(
      [InspectRetirement(redis: leader)],
      replies: [
        RetirementFacts(exists: false),
        RetirementFacts(
          exists: true, volumes: ["fiskai_redis_data"],
          mounts: [MountFacts(type: "volume", source: "/var/lib/docker/volumes/v/_data", destination: "/data")],
          definitions: [
            ComposeDefinition(
              file: "/home/admin/FiskAI/docker-compose.workers.yml", service: "fiskai-redis", firstLine: 3,
              lastLine: 12,
              dependents: ["worker-a"], volumes: ["fiskai_redis_data"])
          ], unread: ["/srv/compose.yml: no such directory"], backupRoom: 1 << 30),
      ]),
    GoldenVerb(
      [Hello(oldestVersion: 1, newestVersion: 2)],
      replies: [
        Hello.Reply(
          version: 1, agentVersion: "0.1.0", fleet: "fiskai", host: "vps-01",
          bootID: "5e1b2c1e-6d4f-4f8e-9a55-0a8f7a1f0c11", architecture: "x86_64", capabilities: ["hello", "relay"])
      ]),
    GoldenVerb(
      [ReadHostFacts(), ReadHostFacts(image: "redis:7.0.15-alpine", address: "100.64.0.1")],
      replies: [
        HostFacts(
          kernel: "6.12.48", uptimeSeconds: 86_400, memoryTotal: 8 << 30, memoryAvailable: 4 << 30, load: 0.25,
          diskFree: 10 << 30, clockMilliseconds: 1_795_392_000_000, dockerVersion: "27.5.1", dockerProblem: nil,
          containersRunning: 9, agentResident: 12 << 20),
        HostFacts(
          kernel: "6.12.48", uptimeSeconds: 1, memoryTotal: 1, memoryAvailable: 1, load: 1.5, diskFree: 1,
          clockMilliseconds: 1, dockerVersion: nil, dockerProblem: "no answer", containersRunning: nil,
          agentResident: 1, overcommit: 1, redisDiskFree: 2, addressIsOwn: true, imagePresent: true,
          boot: BootFacts(dockerAfter: ["tailscaled.service"], nonlocalBind: false)),
      ]),
    GoldenVerb(
      [InspectRedis(redis: leader), InspectRedis(redis: follower, asksFormat: true)],
      replies: [redis, RedisFacts(container: "fiskai-redis", state: "absent", problem: "no such container")]),
    GoldenVerb(
      [QueueDepths(redis: follower)], replies: [QueueDepths.Reply(queues: [depth], complete: true)]),
    GoldenVerb(
      [AuditQueues(redis: leader)],
      replies: [
        AuditQueues.Reply(
          audits: [AuditQueues.Audit(queue: "scheduled", waiting: 9, sampled: 5, dangling: 1)], complete: true)
      ]),
    GoldenVerb(
      [ReadTailnet(address: "100.64.0.2")],
      replies: [
        TailnetFacts(path: .direct, through: "192.0.2.7:41641", microseconds: 12_000, state: "Running"),
        TailnetFacts(problem: "tailscaled does not answer"),
      ]),
    GoldenVerb(
      [MeasureLink(host: "vps", bytes: 1024)],
      replies: [
        LinkFacts(bytes: 1024, microseconds: 100, roundTripMicroseconds: 50, fsyncMicroseconds: 900),
        LinkFacts(bytes: 0, microseconds: 0, roundTripMicroseconds: 50),
      ]),
    GoldenVerb(
      [QueueCounters(redis: follower, queues: ["scheduled", "backup"])],
      replies: [
        QueueCounters.Reply(counters: [
          QueueCounter(queue: "scheduled", added: 10_300_000), QueueCounter(queue: "backup", added: 0),
        ])
      ]),
    GoldenVerb(
      [RedisClients(redis: leader), RedisClients(redis: leader, asksProcesses: true)],
      replies: [
        RedisClients.Reply(clients: [
          ClientFacts(address: "172.18.0.3", container: "fiskai-worker-a-1", connections: 4, names: ["bull:a"]),
          ClientFacts(address: "100.64.0.9", connections: 1, names: []),
        ]),
        RedisClients.Reply(clients: [
          ClientFacts(
            address: "172.18.0.9", container: "fiskai-app", connections: 3, names: [], process: "node (pid 4711)")
        ]),
      ]),
    GoldenVerb([InspectWorkers(workers: workers)], replies: [InspectWorkers.Reply(workers: [worker])]),
    GoldenVerb(
      [InspectApp(app: .label("coolify.applicationId=3")), InspectApp(app: .name("fiskai-app"))],
      replies: [
        InspectApp.Reply(containers: [
          AppFacts(
            container: "kg8-1", identifier: "4f2c", running: true, state: "running, healthy",
            redis: ["REDIS_URL": "fiskai-redis:6379"])
        ])
      ]),
    GoldenVerb([ResolveVariable(workers: workers)], replies: [variable]),
    GoldenVerb(
      [
        ProbeRedis(address: "100.120.14.126", port: 6379, password: Secret("p/ss\"word")),
        ProbeRedis(address: "100.120.14.126", port: 6379),
      ], replies: [ProbeRedis.Reply(version: "7.4.1", microseconds: 850)]),
    GoldenVerb(
      [AwaitSync(follower: follower, expectedBytes: 5_000_000), AwaitSync(follower: follower)],
      replies: [AwaitSync.Reply(position: position, bytes: 4_900_000, milliseconds: 800)],
      progress: [
        AwaitSync.Progress(stage: "copying", bytes: 1_000, expectedBytes: 5_000_000),
        AwaitSync.Progress(stage: "loading", bytes: 4_900_000),
      ]),
    GoldenVerb(
      [ReadPenFacts()],
      replies: [
        PenFacts(cutInProgress: false),
        PenFacts(
          pen: .cut(attempt, held: 2),
          receiver: .armed(attempt, expected: ReceiverExpectation(identity: identity, replicationID: "ab")),
          cutInProgress: true, leaseRun: "run-7", leaseEpoch: 3, leaseHolder: "alice@laptop",
          leaseRemainingSeconds: 14, leaseHeldSeconds: 40, lastRun: "run-7"),
      ]),
  ]
}
