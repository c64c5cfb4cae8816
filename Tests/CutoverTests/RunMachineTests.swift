import Cutover
import Testing

@Suite("A run")
struct RunMachineTests {
  static let hosts = [Samples.source, Samples.target]

  static func plan(
    _ direction: Direction = .cutover, movesApp: Bool = true, holds: Bool = false, rehearsal: Bool = false,
    standIn: Bool? = nil
  ) -> RunPlan {
    let leader = direction == .cutover ? Samples.source : Samples.target
    let follower = direction == .cutover ? Samples.target : Samples.source
    return RunPlan(
      run: Samples.run, epoch: 1, direction: direction, fleet: hosts, leader: leader, follower: follower,
      workerHosts: [Samples.source], movesApp: movesApp, holdsAfterSync: holds, rehearsal: rehearsal,
      standIn: standIn)
  }

  static let cut = Step.cut(Samples.attempt, holder: Samples.source)
  static let undoFromDrain: [Step] = [
    .startWorkersAgain(Samples.source), .unstageApp, .detach(Samples.target), .discardStagedEnvironment(Samples.source),
    .restoreLeader(Samples.source), .removeProvisioned(Samples.target), .releaseLease(hosts),
  ]

  @Test("a cutover goes through every phase, in order, and ends succeeded")
  func cutover() {
    var run = RunTranscript(Self.plan())
    run.send(.begin)
    run.run()
    #expect(
      run.steps == [
        .acquireLease(Self.hosts), .preflight(Self.hosts), .provision(Samples.target),
        .prepareLeader(Samples.source), .stageEnvironment(Samples.source),
        .attach(follower: Samples.target, leader: Samples.source), .awaitSync(Samples.target),
        .backUp(Samples.target), .stageApp, .vote(.drain, Self.hosts), .drain(Samples.source),
        .vote(.cut, Self.hosts), Self.cut,
        .flip(Samples.source), .startWorkers(Samples.source), .moveApp, .verify, .beginSoak,
        .releaseLease(Self.hosts),
      ])
    #expect(run.outcome == .succeeded)
    #expect(run.outcome?.exitCode == 0)
    let began = run.reports.compactMap { report -> Phase? in
      guard case .phaseBegan(let phase) = report else { return nil }
      return phase
    }
    #expect(began == Phase.allCases)
    #expect(run.reports.contains(.counted(.cut, text: "2 of 2 agents: vps-01 yes, vps yes")))
  }

  @Test("the plan is journaled first, and every step before it is performed")
  func journal() {
    var machine = RunMachine(plan: Self.plan())
    let decision = machine.handle(.begin)
    #expect(
      decision.records == [
        .begun(Self.plan()), .phaseBegun(.lease), .stepBegun(.acquireLease(Self.hosts)),
      ])
    #expect(decision.effects.last == .perform(.acquireLease(Self.hosts)))
  }

  @Test("a rollback swaps the sides, provisions nothing, and requires the reverse link")
  func rollback() {
    var run = RunTranscript(Self.plan(.rollback, movesApp: false))
    run.send(.begin)
    run.run()
    #expect(
      run.steps == [
        .acquireLease(Self.hosts), .preflight([Samples.target, Samples.source]),
        .verifyReverseLink(follower: Samples.source, leader: Samples.target), .stageEnvironment(Samples.source),
        .awaitSync(Samples.source), .vote(.drain, [Samples.target, Samples.source]), .drain(Samples.source),
        .vote(.cut, [Samples.target, Samples.source]), .cut(Samples.attempt, holder: Samples.target),
        .flip(Samples.source), .startWorkers(Samples.source), .verify, .restoreLeader(Samples.source), .beginSoak,
        .releaseLease(Self.hosts),
      ])
    #expect(run.outcome == .succeeded)
    #expect(run.reports.contains(.phaseSkipped(.app, reason: "the plan does not move the App")))
  }

  @Test("a failed preflight changes nothing: failed, exit 1")
  func failedPreflight() {
    var run = RunTranscript(Self.plan())
    run.script[.preflight(Self.hosts)] = .failed(.preflight(Self.hosts), Samples.trouble)
    run.send(.begin)
    run.run()
    #expect(run.steps.last == .releaseLease(Self.hosts))
    #expect(run.outcome == .failed(Samples.trouble))
    #expect(run.outcome?.exitCode == 1)
  }

  /// A step that fails before the cut, and the undo that must follow: the reverse of what was begun.
  static let failures: [(step: Step, undo: [Step])] = [
    (.provision(Samples.target), Array(undoFromDrain.suffix(2))),
    (.prepareLeader(Samples.source), Array(undoFromDrain.suffix(3))),
    (.stageEnvironment(Samples.source), Array(undoFromDrain.suffix(4))),
    (.attach(follower: Samples.target, leader: Samples.source), Array(undoFromDrain.suffix(5))),
    (.awaitSync(Samples.target), Array(undoFromDrain.suffix(5))),
    (.backUp(Samples.target), Array(undoFromDrain.suffix(5))),
    (.stageApp, Array(undoFromDrain.suffix(6))),
    (.vote(.drain, hosts), Array(undoFromDrain.suffix(6))),
    (.drain(Samples.source), undoFromDrain),
    (.vote(.cut, hosts), undoFromDrain),
  ]

  @Test("a failure before the cut is undone in the reverse order of what was begun", arguments: failures)
  func undo(step: Step, undo: [Step]) {
    var run = RunTranscript(Self.plan())
    run.script[step] = .failed(step, Samples.trouble)
    run.send(.begin)
    run.run()
    #expect(Array(run.steps.suffix(undo.count)) == undo)
    #expect(run.steps[run.steps.count - undo.count - 1] == step)
    #expect(run.outcome == .rolledBack(Samples.trouble, notPutBack: []))
    #expect(run.outcome?.exitCode == 3)
  }

  @Test("a Redis that was there before the run is not removed by its undo")
  func keepsWhatItDidNotCreate() {
    var run = RunTranscript(Self.plan())
    let provision = Step.provision(Samples.target)
    run.script[provision] = .finished(provision, StepResult(detail: .provisioned(created: false)))
    run.script[.awaitSync(Samples.target)] = .failed(.awaitSync(Samples.target), Samples.trouble)
    run.send(.begin)
    run.run()
    #expect(!run.steps.contains(.removeProvisioned(Samples.target)))
  }

  @Test("what cannot be put back is named in the outcome, and the rest is put back all the same")
  func failedUndo() {
    var run = RunTranscript(Self.plan())
    let again = Step.startWorkersAgain(Samples.source)
    run.script[.vote(.cut, Self.hosts)] = .failed(.vote(.cut, Self.hosts), Samples.trouble)
    run.script[again] = .failed(again, Samples.trouble)
    run.send(.begin)
    run.run()
    #expect(run.steps.last == .releaseLease(Self.hosts))
    let failure = UndoFailure(step: again, finding: Samples.trouble)
    #expect(run.outcome == .rolledBack(Samples.trouble, notPutBack: [failure]))
    #expect(run.outcome?.exitCode == 4)
  }

  @Test("one no in a vote aborts")
  func lostVote() {
    var run = RunTranscript(Self.plan())
    let vote = Step.vote(.drain, Self.hosts)
    let count = VoteCount(
      purpose: .drain, nonce: 7, voters: Self.hosts, ballots: [RunTranscript.ballot(Samples.source, .drain)])
    run.script[vote] = .finished(vote, StepResult(detail: .votes(count)))
    run.send(.begin)
    run.run()
    #expect(!run.steps.contains(.drain(Samples.source)))
    #expect(run.journal.contains(.voteCounted(count)))
    guard case .rolledBack(let finding, _) = run.outcome else {
      Issue.record("\(String(describing: run.outcome))")
      return
    }
    #expect(finding.observed.hasPrefix("1 of 2 agents: vps-01 yes, vps silent; observed vps: no answer"))
  }

  @Test("an undone cut is undone altogether, but for the copy: the holder's Redis may have come out of it with less")
  func undoneCut() {
    var run = RunTranscript(Self.plan())
    run.script[Self.cut] = .finished(Self.cut, StepResult(detail: .cut(.undone(Samples.trouble, warnings: []))))
    run.send(.begin)
    run.run()
    let kept = Step.removeProvisioned(Samples.target)
    #expect(Array(run.steps.suffix(6)) == Self.undoFromDrain.filter { $0 != kept })
    #expect(!run.steps.contains(kept))
    #expect(run.outcome == .rolledBack(Samples.trouble, notPutBack: []))
  }

  static func answer(_ host: HostID, _ answer: PenAnswer) -> RunEvent {
    .finished(.askPen(host), StepResult(detail: .pen(answer)))
  }

  static func undecided() -> RunTranscript {
    var run = RunTranscript(plan())
    run.script[cut] = .failed(cut, Samples.trouble)
    run.send(.begin)
    run.run(until: cut)
    run.send(.failed(cut, Samples.trouble))
    return run
  }

  @Test("trap 2: a cut without an answer is neither passed nor undone: both agents are asked until one claims")
  func undecidedCut() {
    var run = Self.undecided()
    #expect(Array(run.steps.suffix(2)) == [.askPen(Samples.source), .askPen(Samples.target)])
    run.send(Self.answer(Samples.source, .insideCut(Samples.attempt)))
    run.send(Self.answer(Samples.target, .notHolder))
    run.send(.failed(.askPen(Samples.target), Samples.trouble))
    #expect(run.outcome == nil)
    #expect(run.machine.move == .unknown)
    #expect(!run.steps.contains(.startWorkersAgain(Samples.source)))
    #expect(!run.steps.contains(.flip(Samples.source)))
  }

  @Test("the holder's claim, which bars the cut, undoes the run")
  func claimOfTheLeader() {
    var run = Self.undecided()
    run.send(
      Self.answer(Samples.source, .claim(PenClaim(holder: Samples.source, pen: 0, barredThrough: 1))))
    #expect(run.machine.move == .notMoved)
    #expect(run.steps.last == .startWorkersAgain(Samples.source))
  }

  @Test("the receiver's claim goes on with the flip")
  func claimOfTheFollower() {
    var run = Self.undecided()
    run.send(
      Self.answer(Samples.target, .claim(PenClaim(holder: Samples.target, pen: 1, barredThrough: 1))))
    #expect(run.machine.move == .moved)
    #expect(run.steps.last == .flip(Samples.source))
  }

  @Test("trap 7: a claim that does not bar this epoch decides nothing")
  func claimThatDoesNotBar() {
    var run = Self.undecided()
    run.send(
      Self.answer(Samples.source, .claim(PenClaim(holder: Samples.source, pen: 0, barredThrough: 0))))
    #expect(run.machine.move == .unknown)
    #expect(run.steps.last == .askPen(Samples.source))
  }

  @Test("giving up is undetermined, exit 4, names whom to reach, and keeps the lease from being given back")
  func givesUp() {
    var run = Self.undecided()
    run.send(.failed(.askPen(Samples.target), Samples.trouble))
    run.send(.giveUp)
    #expect(run.outcome == .undetermined(mustReach: [Samples.target], Samples.trouble))
    #expect(run.outcome?.exitCode == 4)
    #expect(!run.steps.contains(.releaseLease(Self.hosts)))
  }

  @Test("after the cut nothing is taken back: incomplete, exit 6")
  func incomplete() {
    for (step, phase) in [(Step.moveApp, Phase.app), (.verify, .verify)] {
      var run = RunTranscript(Self.plan())
      run.script[step] = .failed(step, Samples.trouble)
      run.send(.begin)
      run.run()
      #expect(run.outcome == .incomplete(phase, [Samples.trouble]))
      #expect(run.outcome?.exitCode == 6)
      #expect(run.steps.last == .releaseLease(Self.hosts))
    }
  }

  @Test("the App is told last before the vote, and told again what it was when the workers do not stop")
  func appIsPutBack() {
    var run = RunTranscript(Self.plan())
    run.script[.drain(Samples.source)] = .failed(.drain(Samples.source), Samples.trouble)
    run.send(.begin)
    run.run()
    #expect(run.steps.filter { $0 == .stageApp || $0 == .unstageApp } == [.stageApp, .unstageApp])
    #expect(run.outcome?.exitCode == 3)
  }

  @Test("a stand-in waits before the workers stop, is proven beside their start, and goes when they do not stop")
  func standIn() {
    var run = RunTranscript(Self.plan(standIn: true))
    run.send(.begin)
    run.run()
    #expect(run.outcome == .succeeded)
    let prepared = run.steps.firstIndex(of: .prepareStandIn(Samples.source))
    #expect(prepared.map { run.steps[$0 + 1] } == .vote(.drain, Self.hosts))
    let started = run.steps.firstIndex(of: .startWorkers(Samples.source))
    #expect(started.map { run.steps[$0 + 1] } == .beginStandIn(Samples.source))

    var failing = RunTranscript(Self.plan(standIn: true))
    failing.script[.drain(Samples.source)] = .failed(.drain(Samples.source), Samples.trouble)
    failing.send(.begin)
    failing.run()
    #expect(failing.steps.contains(.endStandIn(Samples.source)))
    #expect(failing.outcome?.exitCode == 3)
  }

  @Test("neither a rollback nor a rehearsal has a stand-in")
  func noStandIn() {
    for plan in [Self.plan(.rollback, standIn: true), Self.plan(rehearsal: true, standIn: true)] {
      var run = RunTranscript(plan)
      run.send(.begin)
      run.run()
      #expect(!run.steps.contains { $0 == .prepareStandIn(plan.leader) || $0 == .beginStandIn(plan.leader) })
    }
  }

  @Test("a rehearsal does not touch the App")
  func rehearsalLeavesApp() {
    var run = RunTranscript(Self.plan(rehearsal: true))
    run.send(.begin)
    run.run()
    #expect(!run.steps.contains(.stageApp))
    #expect(run.outcome == .succeeded)
  }

  @Test("the operator's word reaches a step that waits for it, and no other")
  func confirms() {
    var run = RunTranscript(Self.plan())
    run.send(.begin)
    run.run(until: .startWorkers(Samples.source))
    #expect(run.machine.handle(.proceed).effects.isEmpty)
    run.run(until: .moveApp)
    #expect(run.machine.handle(.proceed).effects == [.confirm(.moveApp)])
  }

  @Test("until the workers run the lease is left to lapse, so that the agents go on by themselves")
  func incompleteFlip() {
    for step in [Step.flip(Samples.source), .startWorkers(Samples.source)] {
      var run = RunTranscript(Self.plan())
      run.script[step] = .failed(step, Samples.trouble)
      run.send(.begin)
      run.run()
      #expect(run.steps.last == step)
      #expect(run.outcome?.exitCode == 6)
    }
  }

  @Test("trap 17: several workers hosts drain at the same time, and an undo waits for all of them")
  func severalHosts() {
    let third: HostID = "vps-02"
    let plan = RunPlan(
      run: Samples.run, epoch: 1, direction: .cutover, fleet: Self.hosts + [third], leader: Samples.source,
      follower: Samples.target, workerHosts: [Samples.source, third])
    var run = RunTranscript(plan)
    run.send(.begin)
    run.run(until: .drain(Samples.source))
    #expect(Array(run.steps.suffix(2)) == [.drain(Samples.source), .drain(third)])
    run.send(.failed(.drain(third), Samples.trouble))
    #expect(run.steps.last == .drain(third))
    run.send(.finished(.drain(Samples.source), StepResult()))
    #expect(Array(run.steps.suffix(2)) == [.startWorkersAgain(Samples.source), .startWorkersAgain(third)])
  }

  @Test("an abort before the cut leaves waiting steps, lets others end, and undoes")
  func abortBeforeTheCut() {
    var run = RunTranscript(Self.plan())
    run.send(.begin)
    run.run(until: .awaitSync(Samples.target))
    run.send(.abortRequested)
    run.run()
    #expect(run.outcome?.exitCode == 3)
    var drain = RunTranscript(Self.plan())
    drain.send(.begin)
    drain.run(until: .drain(Samples.source))
    drain.send(.abortRequested)
    #expect(drain.steps.last == .drain(Samples.source))
    drain.run()
    #expect(Array(drain.steps.suffix(7)) == Self.undoFromDrain)
  }

  @Test("trap 8: an abort inside the cut goes to the holder, whose result decides")
  func abortInsideTheCut() {
    var run = RunTranscript(Self.plan())
    run.send(.begin)
    run.run(until: Self.cut)
    run.send(.abortRequested)
    #expect(run.steps.last == .abortCut(Samples.attempt, holder: Samples.source))
    run.run()
    #expect(run.outcome == .succeeded)
  }

  @Test("an abort after the cut is refused and names rollback")
  func abortAfterTheCut() {
    var run = RunTranscript(Self.plan())
    run.send(.begin)
    run.run(until: .flip(Samples.source))
    run.send(.abortRequested)
    guard case .abortRefused(let finding) = run.reports.last else {
      Issue.record("\(String(describing: run.reports.last))")
      return
    }
    #expect(finding.next == "run `coordinator rollback`")
  }

  @Test("--hold waits after the sync for proceed")
  func hold() {
    var run = RunTranscript(Self.plan(holds: true))
    run.send(.begin)
    run.run()
    #expect(run.machine.state == .holding)
    #expect(run.steps.suffix(2) == [.awaitSync(Samples.target), .backUp(Samples.target)])
    run.send(.proceed)
    run.run()
    #expect(run.outcome == .succeeded)
  }

  @Test("only a cutover takes a backup: a rehearsal stops nothing, and a rollback was backed up before")
  func backups() {
    func backsUp(_ plan: RunPlan) -> Bool { plan.stages(of: .sync).contains([.backUp(plan.follower)]) }
    #expect(backsUp(Self.plan()))
    #expect(!backsUp(Self.plan(rehearsal: true)))
    #expect(!backsUp(Self.plan(.rollback)))
  }

  @Test("a rehearsal does everything up to the gate, detaches, and succeeds")
  func rehearsal() {
    var run = RunTranscript(Self.plan(rehearsal: true))
    run.send(.begin)
    run.run()
    #expect(!run.steps.contains(.drain(Samples.source)))
    #expect(Array(run.steps.suffix(5)) == Array(Self.undoFromDrain.suffix(5)))
    #expect(run.outcome == .succeeded)
  }
}
