import Cutover
import Testing

/// Every state × every event: nothing crashes, and what must never happen never does.
@Suite("Every state × event")
struct ExhaustivenessTests {
  static let cutEvents: [CutEvent] =
    CutMachineTests.happy + [
      .restartPolicyRead(isNo: false), .armAnswered(.refused(Samples.trouble)),
      .cutAnswered(.refused(Samples.trouble)), .fenced(Samples.holder(refusedWrite: false)),
      .compared(Samples.receiver(linkUp: false)), .promoteAnswered(.refused(Samples.trouble)),
      .promoteUnanswered(Samples.trouble), .barAnswered(.barred(Samples.attempt)),
      .barAnswered(.promoted(Samples.attempt)), .barAnswered(.holds(2)), .barAnswered(.holds(0)),
      .barAnswered(.needsLearning), .receiverUnreachable(Samples.trouble), .unfenced, .penReturned,
      .restartPolicyRestored, .holderChanged(nil), .holderChanged(Samples.targetIdentity), .budgetExceeded,
      .abortRequested,
      .failed(.fenceAndProve, Samples.trouble), .failed(Samples.unfence, Samples.trouble),
      .failed(.fenceAgain, Samples.trouble), .failed(.promoteReceiver(Samples.order), Samples.trouble),
      .failed(.barReceiver(Samples.attempt), Samples.trouble), .failed(.follow, Samples.trouble),
      .failed(.yieldPen(Samples.attempt), Samples.trouble), .failed(.releaseClients, Samples.trouble),
    ]

  /// Every machine that some sequence of events leads to, breadth first, up to a bound.
  static func reachable<Machine: Hashable>(
    from start: [Machine], limit: Int, _ successors: (Machine) -> [Machine]
  ) -> Set<Machine> {
    var seen = Set(start)
    var queue = start
    var next = 0
    while next < queue.count, seen.count < limit {
      for machine in successors(queue[next]) where seen.insert(machine).inserted { queue.append(machine) }
      next += 1
    }
    return seen
  }

  @Test("the cut: after a promote may have been sent, only BARRED leads to an un-fence")
  func cut() throws {
    let recovering = try #require(
      CutMachine(replaying: [.began(Samples.plan)], pen: .cut(Samples.attempt, held: 0)))
    var edges = 0
    let machines = Self.reachable(from: [CutMachine(plan: Samples.plan), recovering], limit: 20_000) { machine in
      Self.cutEvents.map { event in
        var next = machine
        let decision = next.handle(event)
        edges += 1
        if decision.disregarded != nil { #expect(next == machine) }
        let unfences = decision.effects.contains(Samples.unfence)
        if machine.promoteMaybeSent && unfences {
          let heardBarred = event == .barAnswered(.barred(Samples.attempt))
          var knewBarred = false
          if case .recovering(_, .barred) = machine.state { knewBarred = true }
          #expect(heardBarred || knewBarred)
        }
        return next
      }
    }
    #expect(machines.count < 20_000)
    #expect(machines.count > 30)
    #expect(edges == machines.count * Self.cutEvents.count)
  }

  @Test("the cut: a promote is sent only after a proven fence and equality, and only once")
  func promoteOnlyAfterProof() {
    let machines = Self.reachable(from: [CutMachine(plan: Samples.plan)], limit: 20_000) { machine in
      Self.cutEvents.map { event in
        var next = machine
        if next.handle(event).effects.contains(.promoteReceiver(Samples.order)) {
          #expect(machine.state == .comparing(Samples.holder()))
          #expect(event == .compared(Samples.receiver()))
        }
        return next
      }
    }
    #expect(machines.count < 20_000)
  }

  static let penEvents: [PenEvent] = {
    let next = Samples.attempt(epoch: 2)
    let nextGrant = next.grant
    let claim = PenClaim(holder: Samples.source, pen: 3, barredThrough: 3)
    return [
      .learned(.not), .learned(.hold(0)), .holderAsked(1), .abortAsked(2),
      .cutBegins(Samples.attempt, granted: Samples.grant), .cutBegins(next, granted: nextGrant),
      .cutUndone(Samples.attempt), .cutUndone(next), .cutPassed(Samples.attempt), .cutPassed(next),
      PenMachineTests.arm, PenMachineTests.promote, .bar(Samples.attempt), .bar(next),
      .arm(next, expected: Samples.expectation, observed: Samples.follower(), granted: nextGrant),
      .promote(
        PromoteOrder(attempt: next, identity: Samples.targetIdentity, position: Samples.position),
        observed: Samples.follower(), granted: nextGrant),
      .redisPromoted(Samples.attempt), .redisPromotionFailed(Samples.attempt, Samples.trouble),
      .otherHolderLost(3), .otherHolderClaims(claim),
    ]
  }()

  @Test("the pen: BARRED and PROMOTED of one attempt exclude each other, and a claim excludes the cut")
  func pen() {
    let starts = [
      PenMachine(host: Samples.target), PenMachineTests.holder, PenMachineTests.receiver,
    ]
    let machines = Self.reachable(from: starts, limit: 50_000) { machine in
      Self.penEvents.map { event in
        var next = machine
        let decision = next.handle(event)
        if decision.records.contains(.promoted(Samples.attempt)) {
          #expect(machine.receiver == .armed(Samples.attempt, expected: Samples.expectation))
          #expect(machine.pen == .not)
        }
        for record in decision.records {
          guard case .pen(.cut(let attempt, _)) = record else { continue }
          #expect(attempt.epoch > (machine.cutsBarredThrough ?? 0))
        }
        if decision.effects.contains(.answerBar(.barred(Samples.attempt))) {
          #expect(!next.canStillPromote(Samples.attempt))
        }
        return next
      }
    }
    #expect(machines.count < 50_000)
  }

  @Test("the workers: without a yes vote nothing starts them on the new side; with one only a claim or an order")
  func workers() {
    let claim = WorkersMachineTests.claim(Samples.target)
    let events: [WorkersEvent] =
      WorkersMachineTests.started + [
        .start(.old, Samples.grant), .flipEnded(.old), .startEnded(.old), .failed(Samples.trouble),
        .stopFailed(Samples.trouble), .deadMan(Samples.grant), .discardStaged(Samples.grant),
        .holderAnswered(Samples.target, .claim(claim)),
        .holderAnswered(Samples.source, .claim(WorkersMachineTests.claim(Samples.source))),
        .holderAnswered(Samples.source, .unreachable), .restarted(leaseLive: true), .restarted(leaseLive: false),
      ]
    let machines = Self.reachable(from: [WorkersMachine()], limit: 50_000) { machine in
      events.map { event in
        var next = machine
        let decision = next.handle(event)
        for record in decision.records {
          guard case .starting(let side, let authority) = record else { continue }
          if side == .new { #expect(machine.promise != nil) }
          if authority == .noPromise { #expect(machine.promise == nil) }
        }
        return next
      }
    }
    #expect(machines.count < 50_000)
  }

  @Test("the lease: the highest epoch never falls, and never changes its run")
  func lease() {
    let other = Grant(epoch: 1, run: "other")
    let next = Grant(epoch: 2, run: "run-2")
    var events: [LeaseEvent] = [.learned(nil), .learned(Samples.grant), .cutEnded(clock: LeaseClock(), pen: .not)]
    for grant in [Samples.grant, other, next] {
      events += [.renewed(grant), .released(grant), .expired(grant)]
      for takeover in [false, true] {
        let request = LeaseRequest(id: 1, grant: grant, holder: "ana@laptop", takeover: takeover)
        events.append(.requested(request, clock: LeaseClock(), pen: .not))
      }
    }
    let machines = Self.reachable(from: [LeaseMachine()], limit: 10_000) { machine in
      events.map { event in
        var following = machine
        _ = following.handle(event)
        if let before = machine.granted, let after = following.granted {
          #expect(after.epoch >= before.epoch)
          if after.epoch == before.epoch { #expect(after == before) }
        }
        return following
      }
    }
    #expect(machines.count < 10_000)
  }

  @Test("the run: workers are flipped only once the pen is known to have moved, and undone only once it has not")
  func run() {
    let plan = RunMachineTests.plan()
    let claims = RunMachineTests.hosts.map {
      RunMachineTests.answer($0, .claim(PenClaim(holder: $0, pen: 1, barredThrough: 1)))
    }
    let steps = Phase.allCases.flatMap { plan.stages(of: $0).flatMap { $0 } }
    var events: [RunEvent] = [.begin, .resume(2), .proceed, .abortRequested, .giveUp] + claims
    for step in steps {
      events.append(.finished(step, StepResult(detail: RunTranscript.detail(of: step))))
      events.append(.failed(step, Samples.trouble))
    }
    events += RunMachineTests.undoFromDrain.map { .finished($0, StepResult()) }
    let undone = StepResult(detail: .cut(.undone(Samples.trouble, warnings: [])))
    events.append(.finished(RunMachineTests.cut, undone))
    let machines = Self.reachable(from: [RunMachine(plan: plan)], limit: 5_000) { machine in
      events.map { event in
        var next = machine
        for effect in next.handle(event).effects {
          if effect == .perform(.flip(Samples.source)) { #expect(next.move == .moved) }
          if effect == .perform(.startWorkersAgain(Samples.source)) {
            #expect(next.move == .notTried || next.move == .notMoved)
          }
        }
        return next
      }
    }
    #expect(machines.contains { $0.outcome == .succeeded })
    #expect(machines.count < 5_000, "\(machines.count)")
  }
}

extension PenMachine {
  /// Whether some promote of this attempt, now, would be obeyed for the first time.
  func canStillPromote(_ attempt: Attempt) -> Bool {
    var copy = self
    let order = PromoteOrder(attempt: attempt, identity: Samples.targetIdentity, position: Samples.position)
    let event = PenEvent.promote(order, observed: Samples.follower(), granted: attempt.grant)
    return copy.handle(event).records.contains(.promoted(attempt))
  }
}
