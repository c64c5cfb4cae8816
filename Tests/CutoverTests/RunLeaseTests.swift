import Cutover
import Testing

/// The laptop slept, or its network was away for longer than the agents wait; then it is back.
@Suite("A run whose lease ends under it")
struct RunLeaseTests {
  static let lost = Finding(observed: "the lease of run-1 under epoch 1 has ended", required: "a live lease")

  static let abort = Finding(observed: "an abort was requested", required: "nothing: this is what was asked for")

  /// A run that stands before a step.
  static func run(until step: Step) -> RunTranscript {
    var run = RunTranscript(RunMachineTests.plan())
    run.send(.begin)
    run.run(until: step)
    run.steps = []
    run.journal = []
    return run
  }

  @Test("before the drain it takes the next epoch, and goes on")
  func beforeTheDrain() {
    let sync = Step.awaitSync(Samples.target)
    var run = Self.run(until: sync)
    run.send(.leaseLost(1, Self.lost))
    // The step only waits: it is left, and its failure is not the run's.
    run.send(.failed(sync, Finding(observed: "cancelled", required: "its end")))
    #expect(run.steps == [.acquireLease(RunMachineTests.hosts)])
    #expect(run.journal.last == .resumed(2))
    #expect(run.machine.plan.epoch == 2)
    run.script[sync] = .finished(sync, StepResult())
    run.run()
    #expect(run.steps[1] == sync)
    #expect(run.outcome == .succeeded)
  }

  @Test("while it holds it takes the next epoch at once, and holds again")
  func holding() {
    var run = RunTranscript(RunMachineTests.plan(holds: true))
    run.send(.begin)
    run.run()
    #expect(run.machine.state == .holding)
    run.send(.leaseLost(1, Self.lost))
    run.run()
    #expect(run.machine.state == .holding)
    #expect(run.machine.plan.epoch == 2)
    run.send(.proceed)
    run.run()
    #expect(run.outcome == .succeeded)
  }

  @Test("from the drain to the cut it takes everything back under the next epoch, wholly")
  func inTheDrain() {
    let drain = Step.drain(Samples.source)
    var run = Self.run(until: drain)
    run.script[drain] = .failed(drain, Self.lost)
    run.send(.leaseLost(1, Self.lost))
    run.run()
    #expect(run.steps == [.acquireLease(RunMachineTests.hosts)] + RunMachineTests.undoFromDrain)
    guard case .rolledBack(_, let notPutBack) = run.outcome else {
      Issue.record("ended \(String(describing: run.outcome))")
      return
    }
    #expect(notPutBack.isEmpty)
  }

  @Test("an undo that was refused for want of the lease is done again, whole")
  func inTheUndo() {
    let vote = Step.vote(.cut, RunMachineTests.hosts)
    var run = Self.run(until: vote)
    run.script[vote] = .failed(vote, Samples.trouble)
    run.run(until: .startWorkersAgain(Samples.source))
    run.steps = []
    run.send(.leaseLost(1, Self.lost))
    run.send(.failed(.startWorkersAgain(Samples.source), Self.lost))
    #expect(run.steps == [.acquireLease(RunMachineTests.hosts)])
    run.run()
    #expect(run.outcome == .rolledBack(Samples.trouble, notPutBack: []))
  }

  @Test("a cut that was under way is heard to its end: passed, and the run goes on")
  func inTheCut() {
    var run = Self.run(until: RunMachineTests.cut)
    run.send(.leaseLost(1, Self.lost))
    run.run()
    #expect(run.steps.prefix(2) == [.acquireLease(RunMachineTests.hosts), .flip(Samples.source)])
    #expect(run.outcome == .succeeded)
  }

  @Test("a cut whose end was not heard is asked for under the next epoch")
  func cutUnheard() {
    var run = Self.run(until: RunMachineTests.cut)
    run.script[RunMachineTests.cut] = .failed(RunMachineTests.cut, Self.lost)
    run.send(.leaseLost(1, Self.lost))
    run.run(until: .askPen(Samples.source))
    #expect(
      run.steps == [.acquireLease(RunMachineTests.hosts), .askPen(Samples.source), .askPen(Samples.target)])
  }

  @Test("after the cut it goes on where it was; what failed for want of the lease does not count")
  func afterTheCut() {
    let flip = Step.flip(Samples.source)
    var run = Self.run(until: flip)
    run.send(.leaseLost(1, Self.lost))
    run.send(.failed(flip, Self.lost))
    run.run()
    #expect(run.steps.prefix(2) == [.acquireLease(RunMachineTests.hosts), flip])
    #expect(run.outcome == .succeeded)
  }

  @Test("an abort that was asked for before counts after it")
  func abortBefore() {
    let drain = Step.drain(Samples.source)
    var run = Self.run(until: drain)
    run.send(.abortRequested)
    run.send(.leaseLost(1, Self.lost))
    run.run()
    #expect(run.outcome == .rolledBack(Self.abort, notPutBack: []))
  }

  @Test("whom the agents grant it no more, ends: undetermined, with their words")
  func superseded() {
    var run = Self.run(until: .awaitSync(Samples.target))
    let acquire = Step.acquireLease(RunMachineTests.hosts)
    run.script[acquire] = .failed(acquire, Samples.trouble)
    run.send(.leaseLost(1, Self.lost))
    run.run()
    #expect(run.outcome == .undetermined(mustReach: RunMachineTests.hosts, Samples.trouble))
  }

  @Test("a refusal of an earlier epoch, of a lease that is being asked for or given back, changes nothing")
  func notOurs() {
    var run = Self.run(until: .awaitSync(Samples.target))
    run.send(.leaseLost(7, Self.lost))
    #expect(run.machine.plan.epoch == 1)
    var asking = RunTranscript(RunMachineTests.plan())
    asking.send(.begin)
    asking.send(.leaseLost(1, Self.lost))
    asking.run()
    #expect(asking.outcome == .succeeded)
    var giving = Self.run(until: .releaseLease(RunMachineTests.hosts))
    giving.send(.leaseLost(1, Self.lost))
    giving.run()
    #expect(giving.outcome == .succeeded)
    #expect(giving.machine.plan.epoch == 1)
  }
}
