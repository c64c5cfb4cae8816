import Cutover

/// What is asked of an agent: the verbs of the wire, as far as they matter to the invariants.
enum Request {
  case lease(Grant, takeover: Bool)
  case renew(Grant)
  case release(Grant)
  /// A step of the run that one agent performs.
  case step(Step, Grant, RunPlan)
  case inspect
  case castVote(VotePurpose, nonce: UInt64, roles: [ParticipantRole], leader: ReplicationPosition?, Grant)
  case performCut(CutPlan)
  case abort(Epoch)
  case whoHolds(Epoch)
  case arm(Attempt, ReceiverExpectation)
  case ping
  case awaitPosition(ReplicationPosition)
  case compare(ReplicationPosition)
  case promote(PromoteOrder)
  case bar(Attempt)

  /// The lease under which it asks for a change; nil where another rule decides (the pen's own records).
  var grant: Grant? {
    switch self {
    case .step(_, let grant, _), .castVote(_, _, _, _, let grant): grant
    case .performCut(let plan): plan.attempt.grant
    case .lease, .renew, .release, .inspect, .abort, .whoHolds, .arm, .ping, .awaitPosition, .compare, .promote, .bar:
      nil
    }
  }
}
