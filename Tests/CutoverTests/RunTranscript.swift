import Cutover
import Testing

/// A coordinator's shell without a network: answers every step well, except where a test says otherwise.
struct RunTranscript {
  var machine: RunMachine
  var journal: [RunRecord] = []
  var steps: [Step] = []
  var reports: [RunReport] = []
  var outcome: Outcome?
  private var queue: [Step] = []
  /// What a step comes to; nil: well.
  var script: [Step: RunEvent] = [:]

  init(_ plan: RunPlan) {
    machine = RunMachine(plan: plan)
  }

  init(resuming journal: [RunRecord]) throws {
    machine = try #require(RunMachine(replaying: journal))
  }

  mutating func send(_ event: RunEvent) {
    let decision = machine.handle(event)
    journal += decision.records
    for effect in decision.effects {
      switch effect {
      case .perform(let step):
        steps.append(step)
        queue.append(step)
      case .cancel(let step):
        queue.removeAll { $0 == step }
        queue.append(step)
        script[step] = .failed(step, Finding(observed: "cancelled", required: "its end"))
      case .report(let report): reports.append(report)
      case .confirm: break
      case .end(let end): outcome = end
      }
    }
  }

  /// Performs steps until none is left, or until `last` would be performed.
  mutating func run(until last: Step? = nil) {
    while let step = queue.first, step != last {
      queue.removeFirst()
      send(script[step] ?? .finished(step, StepResult(detail: Self.detail(of: step))))
    }
  }

  static func detail(of step: Step) -> StepDetail {
    switch step {
    case .provision: .provisioned(created: true)
    case .vote(let purpose, let hosts):
      .votes(VoteCount(purpose: purpose, nonce: 7, voters: hosts, ballots: hosts.map { ballot($0, purpose) }))
    case .cut: .cut(.passed(CutDetails(position: Samples.position, depths: Samples.depths, warnings: [])))
    default: .none
    }
  }

  static func ballot(_ host: HostID, _ purpose: VotePurpose) -> ReceivedBallot {
    let evidence = Evidence(leaseLive: true, pen: nil)
    return ReceivedBallot(
      ballot: Ballot(purpose: purpose, nonce: 7, host: host, verdict: .yes, evidence: evidence), ageMilliseconds: 1)
  }
}
