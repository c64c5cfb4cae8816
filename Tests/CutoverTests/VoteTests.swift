import Cutover
import Testing

@Suite("A vote")
struct VoteTests {
  static let file = AppendOnlyEvidence(
    enabled: true, rewriteInProgress: false, rewriteScheduled: false, lastRewriteOK: true, lastWriteOK: true)
  static let master = RedisEvidence(
    role: .master, identity: Samples.sourceIdentity, position: Samples.position, linkUp: true, syncInProgress: false,
    loading: false, lagBytes: nil, replicaReadOnly: true, appendOnly: file, activeJobs: 0)
  static let replica = RedisEvidence(
    role: .replica, identity: Samples.targetIdentity, position: Samples.position, linkUp: true, syncInProgress: false,
    loading: false, lagBytes: 10, replicaReadOnly: true, appendOnly: file, activeJobs: 0)
  static let drained = WorkersEvidence(running: [], stopsInFlight: false, restartable: [], environmentStaged: true)

  static func findings(
    _ purpose: VotePurpose, _ roles: [ParticipantRole], _ evidence: Evidence
  ) -> [String] {
    switch Gate().verdict(on: purpose, as: roles, from: evidence) {
    case .yes: []
    case .no(let findings): findings.map(\.observed)
    }
  }

  static func ballot(
    _ host: HostID, _ verdict: Verdict = .yes, nonce: UInt64 = 7, age: UInt64 = 3
  ) -> ReceivedBallot {
    let evidence = Evidence(leaseLive: true, pen: .not)
    return ReceivedBallot(
      ballot: Ballot(purpose: .cut, nonce: nonce, host: host, verdict: verdict, evidence: evidence),
      ageMilliseconds: age)
  }

  static func count(_ ballots: [ReceivedBallot]) -> VoteCount {
    VoteCount(purpose: .cut, nonce: 7, voters: [Samples.source, Samples.target], ballots: ballots)
  }

  @Test("passes when every participant says yes, and says who did")
  func passes() {
    let count = Self.count([Self.ballot(Samples.source), Self.ballot(Samples.target)])
    #expect(count.passed)
    #expect(count.text == "2 of 2 agents: vps-01 yes, vps yes")
  }

  @Test("one no, one silence, one old answer or an answer to another question aborts")
  func aborts() {
    let yes = Self.ballot(Samples.source)
    let no = Self.count([yes, Self.ballot(Samples.target, .no([Samples.trouble]))])
    #expect(!no.passed)
    #expect(no.text == "1 of 2 agents: vps-01 yes, vps no")
    #expect(no.findings.map(\.observed) == ["vps: trouble"])
    let silent = Self.count([yes])
    #expect(!silent.passed)
    #expect(silent.text == "1 of 2 agents: vps-01 yes, vps silent")
    let old = Self.count([yes, Self.ballot(Samples.target, age: 2_001)])
    #expect(!old.passed)
    #expect(old.text == "1 of 2 agents: vps-01 yes, vps too late")
    #expect(!Self.count([yes, Self.ballot(Samples.target, nonce: 8)]).passed)
    #expect(!VoteCount(purpose: .cut, nonce: 7, voters: [], ballots: []).passed)
  }

  @Test("a healthy pair says yes to drain and cut")
  func yes() {
    for purpose in VotePurpose.allCases {
      let leader = Evidence(leaseLive: true, pen: .hold(0), redis: Self.master, workers: Self.drained)
      #expect(Self.findings(purpose, [.leader, .worker], leader).isEmpty)
      #expect(Self.findings(purpose, [.follower], Evidence(leaseLive: true, pen: .not, redis: Self.replica)).isEmpty)
    }
  }

  @Test("a lapsed lease, a missing pen record, no role, no Redis are a no")
  func basics() {
    let lapsed = Evidence(leaseLive: false, pen: .not, redis: Self.replica)
    #expect(Self.findings(.cut, [.follower], lapsed) == ["the lease has lapsed"])
    #expect(
      Self.findings(.cut, [.leader], Evidence(leaseLive: true, pen: nil, redis: Self.master)) == ["no pen record"])
    #expect(
      Self.findings(.cut, [.follower], Evidence(leaseLive: true, pen: .hold(3), redis: Self.replica)) == [
        "pen record HOLD since epoch 3"
      ])
    #expect(Self.findings(.cut, [], lapsed) == ["no role in this run"])
    #expect(Self.findings(.cut, [.leader], Evidence(leaseLive: true, pen: .hold(0))) == ["its Redis does not answer"])
  }

  @Test("trap 6: replica-read-only no is a no of either side, in both votes")
  func readOnly() {
    var leader = Self.master
    leader.replicaReadOnly = false
    var follower = Self.replica
    follower.replicaReadOnly = false
    for purpose in VotePurpose.allCases {
      let left = Evidence(leaseLive: true, pen: .hold(0), redis: leader)
      #expect(Self.findings(purpose, [.leader], left) == ["replica-read-only no"])
      let right = Evidence(leaseLive: true, pen: .not, redis: follower)
      #expect(Self.findings(purpose, [.follower], right) == ["replica-read-only no"])
    }
  }

  /// One field of a healthy follower changed, and the words for it.
  struct Defect: Sendable {
    let change: @Sendable (inout RedisEvidence) -> Void
    let observed: String
  }

  static let defects: [Defect] = [
    Defect(change: { $0.role = .master }, observed: "role master"),
    Defect(change: { $0.linkUp = false }, observed: "master_link_status:down"),
    Defect(change: { $0.syncInProgress = true }, observed: "a full sync in progress"),
    Defect(change: { $0.loading = true }, observed: "the data set is loading"),
    Defect(change: { $0.lagBytes = nil }, observed: "unknown lag"),
    Defect(change: { $0.lagBytes = 1_000_001 }, observed: "1000001 bytes behind"),
    Defect(change: { $0.appendOnly.enabled = false }, observed: "aof_enabled:0"),
    Defect(change: { $0.appendOnly.rewriteInProgress = true }, observed: "aof_rewrite_in_progress:1"),
    Defect(change: { $0.appendOnly.rewriteScheduled = true }, observed: "aof_rewrite_scheduled:1"),
    Defect(change: { $0.appendOnly.lastRewriteOK = false }, observed: "aof_last_bgrewrite_status:err"),
    Defect(change: { $0.appendOnly.lastWriteOK = false }, observed: "aof_last_write_status:err"),
  ]

  @Test("a follower that would lose something is a no", arguments: defects)
  func follower(defect: Defect) {
    var redis = Self.replica
    defect.change(&redis)
    let evidence = Evidence(leaseLive: true, pen: .not, redis: redis)
    #expect(Self.findings(.drain, [.follower], evidence) == [defect.observed])
  }

  @Test("a worker that runs, stops, or would restart is a no to the cut; running is no reason against the drain")
  func workers() {
    let busy = WorkersEvidence(
      running: ["worker-a"], stopsInFlight: true, restartable: ["worker-b"], environmentStaged: true)
    let evidence = Evidence(leaseLive: true, pen: nil, workers: busy)
    #expect(
      Self.findings(.cut, [.worker], evidence) == [
        "worker-a running", "stops in flight", "worker-b would restart",
      ])
    #expect(Self.findings(.drain, [.worker], evidence).isEmpty)
    let unstaged = WorkersEvidence(running: [], stopsInFlight: false, restartable: [], environmentStaged: false)
    #expect(
      Self.findings(.drain, [.worker], Evidence(leaseLive: true, pen: nil, workers: unstaged)) == [
        "no staged env file"
      ])
  }

  @Test("active jobs are a no to the cut unless the plan accepts that they run again")
  func activeJobs() {
    var redis = Self.master
    redis.activeJobs = 2
    let evidence = Evidence(leaseLive: true, pen: .hold(0), redis: redis)
    #expect(Self.findings(.cut, [.leader], evidence) == ["2 active jobs"])
    #expect(Self.findings(.drain, [.leader], evidence).isEmpty)
    let accepting = Gate(limits: GateLimits(activeJobs: 2))
    #expect(accepting.verdict(on: .cut, as: [.leader], from: evidence) == .yes)
  }
}
