/// Samples of the verbs that agents ask each other.
import Cutover
import Protocol

extension GoldenVerb {
  static let betweenAgents = [
    GoldenVerb([OpenRelay(leader: leader)], replies: [Done()]),
    GoldenVerb(
      [Measure(), Measure(payload: "xx", timesDisk: true)],
      replies: [Measure.Reply(bytes: 0), Measure.Reply(bytes: 2, fsyncMicroseconds: 900)]),
    GoldenVerb(
      [Arm(attempt: attempt, expected: ReceiverExpectation(identity: identity, replicationID: "ab"), redis: follower)],
      replies: [.armed(attempt), .refused(finding)]),
    GoldenVerb(
      [AwaitPosition(redis: follower, position: position, milliseconds: 500)], replies: [position]),
    GoldenVerb(
      [Compare(redis: follower, position: position, milliseconds: 500, prefix: "bull", queues: ["bull:scheduled"])],
      replies: [
        ReceiverReading(
          role: .replica, identity: identity, position: position, linkUp: true, replicaReadOnly: true,
          appendOnly: AppendOnlyEvidence(
            enabled: true, rewriteInProgress: false, rewriteScheduled: false, lastRewriteOK: true, lastWriteOK: true),
          depths: [depth])
      ]),
    GoldenVerb(
      [ReadProgress(), ReadProgress(prefix: "bull")],
      replies: [
        ReadProgress.Reply(prefix: "bull", queues: [], isRetired: true),
        ReadProgress.Reply(
          prefix: "bull",
          queues: [
            QueueProgress(
              queue: "scheduled", lastEvent: StreamPosition(milliseconds: 1_772_338_033_000, sequence: 4),
              jobsAdded: 12),
            QueueProgress(queue: "empty", lastEvent: nil, jobsAdded: nil),
          ]),
      ]),
    GoldenVerb(
      [Promote(order: PromoteOrder(attempt: attempt, identity: identity, position: position))],
      replies: [.promoted(attempt), .refused(finding)]),
    GoldenVerb(
      [Bar(attempt: attempt)], replies: [.barred(attempt), .promoted(attempt), .holds(3), .needsLearning]),
    GoldenVerb(
      [WhoHolds(epoch: 4)],
      replies: [
        .claim(PenClaim(holder: "vps-01", pen: 2, barredThrough: 4)), .notHolder, .insideCut(attempt), .needsLearning,
        .unreachable,
      ]),
  ]
}
