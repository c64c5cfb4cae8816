import Cutover
import NIOCore
import Protocol
import Transport

/// Does the steps of a run: each is one verb to one agent, or a fan-out that counts as one. What it learns on the way
/// (versions, ballots, positions) it keeps for later steps of the same run.
actor StepPerformer {
  /// What is done, under the epoch of the present lease.
  private(set) var plan: RunPlan
  let subject: RunSubject
  let agents: FleetConnections
  nonisolated let holder: String
  /// Whether a live lease of somebody else is taken over; only the first one that this process asks for.
  private(set) var takeover: Bool
  /// The epoch under which the agents granted the lease; none before they did.
  private(set) var leasedEpoch: Epoch?
  let progress: @Sendable (Step, StepProgress) -> Void
  /// The facts of the plan that the operator has seen, where this laptop has shown it.
  let seenPlan: PlanFacts?

  /// What the leading Redis said of itself at preflight.
  var leaderFacts: RedisFacts?
  var lastCount: VoteCount?
  /// Checks that failed at the preflight and were accepted by name.
  var acceptedFailures: [CheckResult] = []
  /// The workers' containers as the preflight saw them; none in a life that did not make it.
  var workersAtPreflight: WorkersSeen?
  var queues: [String] = []
  /// What `verify` compares with; none in a life that has not seen the cut.
  var depthsAtCut: [QueueDepth]?
  /// What producers are compared with.
  var baseline: CutBaseline?
  /// Whether an earlier life of this run may have sent the producers' requests.
  private(set) var mayHaveSent = false
  /// Sends and counts; it remembers what was sent.
  let probes: ProducerProbes
  /// What the last look at the producers came to.
  private(set) var producers: [ProducerResult] = []
  private var askedBefore: Set<HostID> = []
  /// Steps that wait for an operator's word, and have it.
  private(set) var confirmed: Set<Step> = []
  private(set) var measurements = RunMeasurements()
  private var workersTold: ContinuousClock.Instant?

  /// - Parameters:
  ///   - plan: what is done.
  ///   - subject: what the fleet file says.
  ///   - agents: the connections.
  ///   - holder: who runs it: operator and laptop.
  ///   - takeover: whether a live lease of somebody else is taken over.
  ///   - seenPlan: the facts of the plan that the operator has seen.
  ///   - progress: told how far a step is.
  init(
    plan: RunPlan, subject: RunSubject, agents: FleetConnections, holder: String, takeover: Bool = false,
    seenPlan: PlanFacts? = nil,
    progress: @escaping @Sendable (Step, StepProgress) -> Void
  ) {
    self.plan = plan
    self.subject = subject
    self.agents = agents
    self.holder = holder
    self.takeover = takeover
    self.progress = progress
    self.seenPlan = seenPlan
    let (host, redis, sender) = (plan.follower, subject.reference(of: plan.follower), ProducerSender(agents: agents))
    let prefix = subject.redis.prefix
    probes = ProducerProbes(subject.fleet.producers) { queues throws(ProtocolError) in
      guard let redis else { throw ProtocolError(.internalError, "\(host) has no Redis of the pair") }
      return try await agents.counters(of: redis, at: host, prefix: prefix, queues: queues)
    } send: {
      await sender.send($0)
    }
  }

  /// Does one step.
  /// - Parameters:
  ///   - step: what is done.
  ///   - plan: the run's, under the epoch of its present lease.
  ///   - lost: told when an agent obeys this epoch no more, before the step's own failure is.
  /// - Returns: the event that the run's machine hears.
  func perform(
    _ step: Step, of plan: RunPlan, lost: @Sendable (Epoch, Finding) -> Void
  ) async -> RunEvent {
    self.plan = plan
    var limit: ContinuousClock.Instant?
    while true {
      do throws(ProtocolError) {
        return .finished(step, try await result(of: step))
      } catch {
        let end = limit ?? ContinuousClock.now + patience(with: step)
        limit = end
        // An agent that was restarted is back in seconds, and so is a laptop that changed its network; to ask again does
        // no harm: these steps are idempotent.
        let isPassing =
          error.code == .unreachable && mayBeRepeated(step) || error.code == .busy && Self.isAcquisition(of: step)
        if isPassing, ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(500))) != nil { continue }
        let finding = Finding(observed: error.message, required: Self.requirement(of: step), next: error.next)
        if error.code == .epochStale { lost(plan.epoch, finding) }
        return .failed(step, finding)
      }
    }
  }

  /// What an earlier life of this run's coordinator knew and a step of this one needs.
  func recall(_ records: [RunRecord]) {
    for case .stepFinished(.preflight, let result) in records { acceptedFailures = result.accepted ?? [] }
    mayHaveSent = records.contains(.stepBegun(.verify))
    for case .stepFinished(.cut, let result) in records {
      baseline = result.baseline ?? baseline
      if case .cut(.passed(let details)) = result.detail, !details.depths.isEmpty {
        depthsAtCut = details.depths
        queues = details.depths.map(\.name)
      }
    }
  }

  /// Renews the lease at one agent; nothing is asked while there is none.
  /// - Returns: what operators want of the run; nil where nothing was asked.
  /// - Throws: ``RenewalFailure``, with `epochStale` when the lease has ended.
  func renewLease(at host: HostID) async throws(RenewalFailure) -> [RunWish: String]? {
    guard let epoch = leasedEpoch, epoch == plan.epoch else { return nil }
    do throws(ProtocolError) {
      let reply = try await ask(host, AskLease(action: .renew, holder: ""), deadline: .seconds(4))
      return reply.wishes ?? [:]
    } catch {
      throw RenewalFailure(epoch: epoch, error: error)
    }
  }

  /// An operator says that what a step waits for is done.
  func confirm(_ step: Step) { confirmed.insert(step) }

  /// That word has been used.
  func forget(_ step: Step) { confirmed.remove(step) }

  /// The agents have granted the lease of the plan's epoch.
  func noteLease() {
    leasedEpoch = plan.epoch
    takeover = false
  }

  /// How long an agent that cannot be reached is tried again. A run that has lost its lease has nothing better to do than
  /// to wait for the network.
  private func patience(with step: Step) -> Duration {
    Self.isAcquisition(of: step) && leasedEpoch != nil ? .seconds(120) : .seconds(20)
  }

  /// Before the drain a failure costs nothing but a copy, so it is told at once, unless the step only reads. From the drain
  /// on, workers are stopped: going on, or putting them back, is worth some patience. The cut itself is never asked twice:
  /// the run asks both agents who holds the pen instead.
  private func mayBeRepeated(_ step: Step) -> Bool {
    switch step {
    case .acquireLease: leasedEpoch != nil
    case .preflight, .verifyReverseLink, .awaitSync, .takePen, .flip, .startWorkers, .verify, .startWorkersAgain,
      .discardStagedEnvironment, .detach, .restoreLeader,
      .removeProvisioned, .beginSoak, .releaseLease, .stageApp, .unstageApp, .prepareStandIn, .beginStandIn,
      .endStandIn,
      .moveApp:
      true
    // A backup that is asked again would be taken beside the first one.
    case .provision, .prepareLeader, .stageEnvironment, .attach, .backUp, .vote, .drain, .cut, .abortCut, .askPen:
      false
    }
  }

  /// Inside a cut an agent grants no lease; whoever resumes the run comes in just then.
  private static func isAcquisition(of step: Step) -> Bool {
    if case .acquireLease = step { true } else { false }
  }

  private func result(of step: Step) async throws(ProtocolError) -> StepResult {
    switch step {
    case .acquireLease(let hosts): return try await acquireLease(hosts)
    case .releaseLease(let hosts): return try await releaseLease(hosts)
    case .preflight(let hosts): return try await preflight(hosts)
    case .provision(let host): return try await provision(host)
    case .removeProvisioned(let host): return try await removeProvisioned(host)
    case .prepareLeader(let host): return try await prepareLeader(host)
    case .restoreLeader(let host): return try await restoreLeader(host)
    case .attach(let follower, let leader): return try await attach(follower, leader)
    case .verifyReverseLink(let follower, let leader): return try await verifyReverseLink(follower, leader)
    case .awaitSync(let host): return try await awaitSync(host, step)
    case .backUp(let host): return try await backUp(host)
    case .detach(let host): return try await detach(host)
    case .stageEnvironment(let host): return try await stage(host)
    case .discardStagedEnvironment(let host): return try await discard(host)
    case .vote(let purpose, let hosts): return try await vote(purpose, hosts)
    case .drain(let host): return try await drain(host, step)
    case .startWorkersAgain(let host): return try await startAgain(host)
    case .cut(let attempt, let holder): return try await cut(attempt, holder, step)
    case .abortCut(let attempt, let holder): return try await abortCut(attempt, holder)
    case .takePen(let host): return try await takePen(host)
    case .askPen(let host):
      // Asked for as long as it takes, but not in a tight loop.
      if !askedBefore.insert(host).inserted { try? await Task.sleep(for: .seconds(1)) }
      return try await askPen(host)
    case .flip(let host): return try await flip(host)
    case .startWorkers(let host): return try await start(host)
    case .stageApp: return try await stageApp()
    case .unstageApp: return try await unstageApp()
    case .prepareStandIn(let host), .beginStandIn(let host): return try await beginStandIn(host)
    case .endStandIn(let host): return try await endStandIn(host)
    case .moveApp: return try await moveApp(step)
    case .verify: return try await verify(step)
    case .beginSoak: return try await beginSoak()
    }
  }

  /// Notes what is known of the producers.
  func note(_ results: [ProducerResult]) { producers = results }

  /// Notes a measurement for the summary.
  func measure(_ body: (inout RunMeasurements) -> Void) { body(&measurements) }

  /// The first worker is told to stop now.
  func noteWorkersTold() { if workersTold == nil { workersTold = .now } }

  /// The last worker has been started.
  func noteWorkersStarted() {
    guard let workersTold else { return }
    measure { $0.workersMilliseconds = Int((.now - workersTold) / .milliseconds(1)) }
  }

  /// Asks an agent on behalf of this run.
  func ask<V: Verb>(
    _ host: HostID, _ verb: V, deadline: TimeAmount = .seconds(15), progress: (@Sendable (V.Progress) -> Void)? = nil
  ) async throws(ProtocolError) -> V.Reply {
    try await agents.connection(to: host).call(
      verb, run: plan.run, epoch: plan.epoch, deadline: deadline, progress: progress)
  }

  /// The Redis beside a host's agent.
  /// - Throws: ``ProtocolError`` with `internalError` for a host that has none of the pair.
  func reference(_ host: HostID) throws(ProtocolError) -> RedisReference {
    guard let reference = subject.reference(of: host) else {
      throw ProtocolError(.internalError, "\(host) has no Redis of the pair")
    }
    return reference
  }

  /// What a step needs to succeed, for its failure's words.
  private static func requirement(of step: Step) -> String {
    switch step {
    case .acquireLease, .releaseLease: "the lease from every agent"
    case .preflight: "every check to hold"
    case .provision: "the target Redis, running and reachable from every host"
    case .removeProvisioned: "what this run made to be removed"
    case .prepareLeader, .restoreLeader: "the leading Redis to take its settings"
    case .attach: "the follower to follow through the relay"
    case .verifyReverseLink: "a reverse link that lost nothing"
    case .awaitSync: "a whole copy that a crash would not lose"
    case .backUp: "a backup of the copy on its host's disk"
    case .detach: "the follower to be detached, read-only"
    case .stageEnvironment, .discardStagedEnvironment: "the env file beside the present one"
    case .vote: "an answer from every participant"
    case .drain: "every worker stopped"
    case .startWorkersAgain, .startWorkers: "every worker running"
    case .cut, .abortCut: "the holder's agent to end the cut"
    case .takePen: "the pen, on record at the host that is left"
    case .askPen: "an answer about the pen"
    case .flip: "the env file in place"
    case .stageApp, .unstageApp: "the App's variable stored where it is configured"
    case .prepareStandIn, .beginStandIn, .endStandIn: "the lease of the run"
    case .moveApp: "the App on the Redis that holds the pen"
    case .verify: "jobs flowing on the new side"
    case .beginSoak: "the agents watching"
    }
  }
}
