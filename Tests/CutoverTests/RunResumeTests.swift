import Cutover
import Testing

@Suite("A resumed run")
struct RunResumeTests {
  /// The journal of a run whose coordinator died just before this step was done.
  static func journal(diedIn step: Step) -> [RunRecord] {
    var run = RunTranscript(RunMachineTests.plan())
    run.send(.begin)
    run.run(until: step)
    return run.journal
  }

  static func resumed(_ journal: [RunRecord]) throws -> RunTranscript {
    var run = try RunTranscript(resuming: journal)
    run.send(.resume(2))
    return run
  }

  @Test("takes a new epoch first")
  func newEpoch() throws {
    let run = try Self.resumed(Self.journal(diedIn: .awaitSync(Samples.target)))
    #expect(run.journal == [.resumed(2)])
    #expect(run.steps == [.acquireLease(RunMachineTests.hosts)])
    #expect(run.machine.plan.epoch == 2)
    var stale = try RunTranscript(resuming: Self.journal(diedIn: .awaitSync(Samples.target)))
    stale.send(.resume(1))
    #expect(stale.steps.isEmpty)
  }

  @Test("before the drain it goes on where it was")
  func beforeTheDrain() throws {
    var run = try Self.resumed(Self.journal(diedIn: .awaitSync(Samples.target)))
    run.run()
    #expect(run.steps[1] == .awaitSync(Samples.target))
    #expect(run.outcome == .succeeded)
  }

  @Test("from the drain to the cut it undoes, as the agents do")
  func inTheDrain() throws {
    for step in [Step.drain(Samples.source), .vote(.cut, RunMachineTests.hosts)] {
      var run = try Self.resumed(Self.journal(diedIn: step))
      run.run()
      #expect(Array(run.steps.dropFirst()) == RunMachineTests.undoFromDrain)
      #expect(run.outcome?.exitCode == 3)
    }
  }

  @Test("trap 2: a cut without a recorded end is asked for, never repeated and never taken as undone")
  func inTheCut() throws {
    var run = try Self.resumed(Self.journal(diedIn: RunMachineTests.cut))
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    #expect(Array(run.steps.suffix(2)) == [.askPen(Samples.source), .askPen(Samples.target)])
    // The epoch that was asked for is the new one: an answer for the old one would leave room for a cut.
    run.send(
      RunMachineTests.answer(
        Samples.source, .claim(PenClaim(holder: Samples.source, pen: 0, barredThrough: 1))))
    #expect(run.machine.move == .unknown)
    run.send(
      RunMachineTests.answer(
        Samples.target, .claim(PenClaim(holder: Samples.target, pen: 1, barredThrough: 2))))
    #expect(run.journal.last == .stepBegun(.flip(Samples.source)))
    #expect(run.journal.contains(.cutDecided(Samples.attempt, moved: true)))
  }

  @Test("after the cut it goes on")
  func afterTheCut() throws {
    for step in [Step.flip(Samples.source), .startWorkers(Samples.source), .verify] {
      var run = try Self.resumed(Self.journal(diedIn: step))
      run.run()
      #expect(run.steps[1] == step)
      #expect(run.outcome == .succeeded)
    }
  }

  @Test("an undo that was begun is finished")
  func inTheUndo() throws {
    var first = RunTranscript(RunMachineTests.plan())
    first.script[.vote(.cut, RunMachineTests.hosts)] = .failed(.vote(.cut, RunMachineTests.hosts), Samples.trouble)
    first.send(.begin)
    first.run(until: .detach(Samples.target))
    var run = try Self.resumed(first.journal)
    run.run()
    #expect(Array(run.steps.dropFirst()) == RunMachineTests.undoFromDrain)
    #expect(run.outcome == .rolledBack(Samples.trouble, notPutBack: []))
  }

  @Test("without the lease it changes nothing and says who decides")
  func withoutTheLease() throws {
    var run = try Self.resumed(Self.journal(diedIn: .flip(Samples.source)))
    run.send(.failed(.acquireLease(RunMachineTests.hosts), Samples.trouble))
    #expect(run.outcome == .undetermined(mustReach: RunMachineTests.hosts, Samples.trouble))
  }

  @Test("a run that has ended has nothing to resume, and a journal without a beginning is none")
  func ended() throws {
    var run = RunTranscript(RunMachineTests.plan())
    run.send(.begin)
    run.run()
    var again = try RunTranscript(resuming: run.journal)
    again.send(.resume(2))
    #expect(again.steps.isEmpty)
    #expect(again.machine.outcome == .succeeded)
    #expect(RunMachine(replaying: []) == nil)
  }
}
