import Cutover
import Testing

@Suite("The workers of a host")
struct WorkersMachineTests {
  static let run = WorkersRun(grant: Samples.grant, leader: Samples.source, follower: Samples.target)
  static let policies = [RestartPolicy(service: "worker-a", policy: "unless-stopped")]
  static let staged: [WorkersEvent] = [.staged(run, file: ".env.next")]
  static let draining: [WorkersEvent] = staged + [.drain(Samples.grant, policies: policies)]
  static let drained: [WorkersEvent] = draining + [.stopsEnded]
  static let promised: [WorkersEvent] = drained + [.voteYes(Samples.grant)]
  static let asking: [WorkersEvent] = promised + [.deadMan(Samples.grant)]
  static let started: [WorkersEvent] =
    promised + [.flip(Samples.grant), .flipEnded(.new), .start(.new, Samples.grant), .startEnded(.new)]

  static func machine(_ events: [WorkersEvent]) -> WorkersMachine {
    var machine = WorkersMachine()
    for event in events { _ = machine.handle(event) }
    return machine
  }

  static func claim(_ holder: HostID, through epoch: Epoch = 1) -> PenClaim {
    PenClaim(holder: holder, pen: 0, barredThrough: epoch)
  }

  @Test("a run: staged, drained, promised, flipped, started on the new side")
  func order() {
    var machine = WorkersMachine()
    let decisions = Self.started.map { machine.handle($0) }
    #expect(
      decisions.flatMap(\.effects) == [
        .clearRestartPolicies, .stopWorkers, .answer(.drained), .castYes(Samples.grant),
        .supplyEnvironment(.new), .answer(.supplied(.new)), .startWorkers(.new, Self.policies),
        .answer(.running(.new)),
      ])
    #expect(
      decisions.flatMap(\.records) == [
        .staged(Self.run, file: ".env.next"), .draining(Self.policies), .drained, .promised(Samples.grant),
        .flipped(.new), .starting(.new, .order(Samples.grant)), .started(.new),
      ])
  }

  @Test("trap 14: restart policies are recorded and cleared before the stop, and put back with the start")
  func restartPolicies() {
    var machine = Self.machine(Self.staged)
    let decision = machine.handle(.drain(Samples.grant, policies: Self.policies))
    #expect(decision.records == [.draining(Self.policies)])
    #expect(decision.effects == [.clearRestartPolicies, .stopWorkers])
    var undone = Self.machine(Self.drained)
    #expect(undone.handle(.start(.old, Samples.grant)).effects == [.startWorkers(.old, Self.policies)])
  }

  @Test("trap 17: an undo waits for the stops in flight")
  func undoWaitsForStops() {
    var machine = Self.machine(Self.draining)
    #expect(machine.handle(.start(.old, Samples.grant)) == Decision())
    #expect(machine.handle(.stopsEnded).effects == [.startWorkers(.old, Self.policies)])
  }

  @Test("an order that finds the same under way has no answer of its own, and is answered once that has ended")
  func orderedTwice() {
    var stops = Self.machine(Self.draining)
    #expect(stops.handle(.drain(Samples.grant, policies: Self.policies)).effects.isEmpty)
    #expect(stops.state.isUnderWay)
    _ = stops.handle(.stopsEnded)
    #expect(!stops.state.isUnderWay)
    #expect(stops.handle(.drain(Samples.grant, policies: Self.policies)).effects == [.answer(.drained)])

    var starts = Self.machine(Self.draining + [.start(.old, Samples.grant), .stopsEnded])
    #expect(starts.state.isUnderWay)
    #expect(starts.handle(.start(.old, Samples.grant)).effects.isEmpty)
    _ = starts.handle(.startEnded(.old))
    #expect(starts.handle(.start(.old, Samples.grant)).effects == [.answer(.running(.old))])
  }

  @Test("trap 17: so does the dead-man's undo")
  func deadManWaitsForStops() {
    var machine = Self.machine(Self.draining)
    #expect(machine.handle(.deadMan(Samples.grant)) == Decision())
    let decision = machine.handle(.stopsEnded)
    #expect(decision.records == [.drained, .starting(.old, .noPromise)])
    #expect(decision.effects == [.startWorkers(.old, Self.policies)])
  }

  @Test("before the drain a dead coordinator changes nothing")
  func deadManBeforeDrain() {
    var machine = Self.machine(Self.staged)
    #expect(machine.handle(.deadMan(Samples.grant)) == Decision())
    #expect(machine.state == .staged)
  }

  @Test("drained without a promise: the dead-man starts them on the old side, and the vote is a no from then on")
  func deadManWithoutPromise() {
    var machine = Self.machine(Self.drained)
    #expect(machine.handle(.deadMan(Samples.grant)).effects == [.startWorkers(.old, Self.policies)])
    #expect(machine.handle(.voteYes(Samples.grant)).isNo)
    _ = machine.handle(.startEnded(.old))
    #expect(machine.handle(.voteYes(Samples.grant)).isNo)
  }

  @Test("trap 7: the promise is durable before the yes is sent")
  func promiseFirst() {
    var machine = Self.machine(Self.drained)
    let decision = machine.handle(.voteYes(Samples.grant))
    #expect(decision.records == [.promised(Samples.grant)])
    #expect(decision.effects == [.castYes(Samples.grant)])
  }

  @Test("trap 7: after a yes the dead-man starts nothing by itself: it asks who holds the pen")
  func deadManAfterPromise() {
    var machine = Self.machine(Self.promised)
    let decision = machine.handle(.deadMan(Samples.grant))
    #expect(decision.effects == [.askHolders([Samples.source, Samples.target], 1)])
    for answer in [PenAnswer.notHolder, .insideCut(Samples.attempt), .needsLearning, .unreachable] {
      #expect(machine.handle(.holderAnswered(Samples.source, answer)) == Decision())
    }
    #expect(machine.state == .asking)
  }

  @Test("trap 7: a claim of the old holder, which bars the cut, starts them on the old side")
  func claimOfTheLeader() {
    var machine = Self.machine(Self.asking)
    let claim = Self.claim(Samples.source)
    let decision = machine.handle(.holderAnswered(Samples.source, .claim(claim)))
    #expect(decision.records == [.starting(.old, .claim(claim))])
    #expect(decision.effects == [.startWorkers(.old, Self.policies)])
  }

  @Test("a claim of the new holder flips, then starts them on the new side")
  func claimOfTheFollower() {
    var machine = Self.machine(Self.asking)
    let decision = machine.handle(.holderAnswered(Samples.target, .claim(Self.claim(Samples.target))))
    #expect(decision.effects == [.supplyEnvironment(.new)])
    #expect(machine.handle(.flipEnded(.new)).effects == [.startWorkers(.new, Self.policies)])
  }

  @Test("trap 7: a claim that does not bar the promised epoch starts nothing")
  func claimThatDoesNotBar() {
    var machine = Self.machine(Self.asking)
    let claim = Self.claim(Samples.source, through: 0)
    let decision = machine.handle(.holderAnswered(Samples.source, .claim(claim)))
    #expect(decision == .disregard(.violation("a claim of vps-01 that does not bar epoch 1")))
    #expect(machine.state == .asking)
  }

  @Test("a claim in another host's name starts nothing")
  func claimOfSomebodyElse() {
    var machine = Self.machine(Self.asking)
    let decision = machine.handle(.holderAnswered(Samples.target, .claim(Self.claim(Samples.source))))
    #expect(decision == .disregard(.violation("a claim of vps-01 from vps")))
  }

  @Test("without a yes vote no order starts them on the new side")
  func newSideNeedsAPromise() {
    for events in [Self.staged, Self.draining, Self.drained] {
      var machine = Self.machine(events)
      #expect(machine.handle(.start(.new, Samples.grant)).isRefused)
      #expect(machine.handle(.flip(Samples.grant)).isRefused)
    }
  }

  @Test("the undo of a flip puts the old file back before the start")
  func undoOfAFlip() {
    var machine = Self.machine(Self.promised + [.flip(Samples.grant), .flipEnded(.new)])
    #expect(machine.handle(.start(.old, Samples.grant)).effects == [.supplyEnvironment(.old)])
    #expect(machine.handle(.flipEnded(.old)).effects == [.startWorkers(.old, Self.policies)])
  }

  @Test("the coordinator dies while the file is put in place: it is finished, then the holder is asked")
  func deadManInTheFlip() {
    var machine = Self.machine(Self.promised + [.flip(Samples.grant)])
    #expect(machine.handle(.deadMan(Samples.grant)) == Decision())
    #expect(
      machine.handle(.flipEnded(.new)).effects == [
        .answer(.supplied(.new)), .askHolders([Samples.source, Samples.target], 1),
      ])
  }

  @Test("a failed start is the coordinator's to repeat; without one it is repeated")
  func failedStart() {
    var machine = Self.machine(Self.promised + [.flip(Samples.grant), .flipEnded(.new), .start(.new, Samples.grant)])
    #expect(machine.handle(.failed(Samples.trouble)).effects == [.answer(.failed(Samples.trouble))])
    #expect(machine.handle(.start(.new, Samples.grant)).effects == [.startWorkers(.new, Self.policies)])
    _ = machine.handle(.failed(Samples.trouble))
    #expect(machine.handle(.deadMan(Samples.grant)).effects == [.startWorkers(.new, Self.policies)])
    #expect(machine.handle(.failed(Samples.trouble)).effects == [.startWorkers(.new, Self.policies)])
  }

  @Test("a failed stop is told; the drain can be ordered again, and keeps the policies that it recorded first")
  func failedStop() {
    var machine = Self.machine(Self.draining)
    #expect(machine.handle(.stopFailed(Samples.trouble)).effects == [.answer(.failed(Samples.trouble))])
    let cleared = [RestartPolicy(service: "worker-a", policy: "no")]
    let again = machine.handle(.drain(Samples.grant, policies: cleared))
    #expect(again.records.isEmpty)
    #expect(machine.policies == Self.policies)
  }

  @Test("after a restart it goes on from its journal, lease or no lease")
  func restart() {
    func restarted(_ events: [WorkersEvent], leaseLive: Bool) -> [WorkersEffect] {
      var before = WorkersMachine()
      let journal = events.flatMap { before.handle($0).records }
      var after = WorkersMachine(replaying: journal)
      return after.handle(.restarted(leaseLive: leaseLive)).effects
    }
    #expect(restarted(Self.staged, leaseLive: false).isEmpty)
    #expect(restarted(Self.draining, leaseLive: true) == [.clearRestartPolicies, .stopWorkers])
    #expect(restarted(Self.drained, leaseLive: true).isEmpty)
    #expect(restarted(Self.drained, leaseLive: false) == [.startWorkers(.old, Self.policies)])
    #expect(restarted(Self.promised, leaseLive: true).isEmpty)
    #expect(
      restarted(Self.promised, leaseLive: false) == [.askHolders([Samples.source, Samples.target], 1)])
    let starting = Self.promised + [.flip(Samples.grant), .flipEnded(.new), .start(.new, Samples.grant)]
    #expect(restarted(starting, leaseLive: false) == [.startWorkers(.new, Self.policies)])
    #expect(restarted(Self.started, leaseLive: false).isEmpty)
  }

  @Test("the next run may stage on a host whose workers run, and only there")
  func nextRun() {
    let rollback = WorkersRun(
      grant: Grant(epoch: 2, run: "run-2"), leader: Samples.target, follower: Samples.source)
    var machine = Self.machine(Self.started)
    #expect(machine.handle(.staged(rollback, file: ".env.back")).records == [.staged(rollback, file: ".env.back")])
    #expect(machine.environment == .old)
    var busy = Self.machine(Self.promised)
    #expect(busy.handle(.staged(rollback, file: ".env.back")).records.isEmpty)
  }

  @Test("a staged file is discarded while the workers run on the old side, never between two sides")
  func discard() {
    var machine = Self.machine(Self.staged)
    #expect(
      machine.handle(.discardStaged(Samples.grant)).effects == [
        .discardStaged(file: ".env.next"), .answer(.discarded),
      ])
    var promised = Self.machine(Self.promised)
    #expect(promised.handle(.discardStaged(Samples.grant)).isRefused)
  }
}

extension Decision where Record == WorkersJournalRecord, Effect == WorkersEffect {
  var isNo: Bool {
    guard records.isEmpty, case .castNo = effects.first else { return false }
    return true
  }

  var isRefused: Bool {
    guard records.isEmpty, case .answer(.refused) = effects.first else { return false }
    return true
  }
}
