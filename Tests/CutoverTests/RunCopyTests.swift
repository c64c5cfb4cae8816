import Cutover
import Testing

@Suite("A run resumed from an agent's copy of its journal")
struct RunCopyTests {
  /// What a laptop that never saw the run makes of a copy.
  static func resumed(_ copy: [RunRecord]) throws -> RunTranscript {
    var run = try RunTranscript(resuming: copy + [.copied])
    run.send(.resume(2))
    return run
  }

  static let claimOfSource = RunMachineTests.answer(
    Samples.source, .claim(PenClaim(holder: Samples.source, pen: 0, barredThrough: 2)))
  static let claimOfTarget = RunMachineTests.answer(
    Samples.target, .claim(PenClaim(holder: Samples.target, pen: 1, barredThrough: 2)))

  @Test("before the gate everything is looked at and done once more: the copy may not know what was taken back")
  func beforeTheGate() throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: .awaitSync(Samples.target)))
    run.run()
    #expect(Array(run.steps[1...2]) == [.preflight(RunMachineTests.hosts), .provision(Samples.target)])
    #expect(run.outcome == .succeeded)
  }

  @Test(
    "from the gate on nothing is concluded about the pen: both agents are asked",
    arguments: [
      Step.vote(.drain, RunMachineTests.hosts), .drain(Samples.source), .vote(.cut, RunMachineTests.hosts),
      RunMachineTests.cut, .flip(Samples.source), .verify,
    ])
  func fromTheGate(diedIn step: Step) throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: step))
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    #expect(Array(run.steps.suffix(2)) == [.askPen(Samples.source), .askPen(Samples.target)])
    #expect(run.machine.move == .unknown)
  }

  @Test("the copy ends with the drain, and the pen has moved: it goes on behind the cut, and takes nothing back")
  func movedBehindTheCopy() throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: .drain(Samples.source)))
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    run.send(Self.claimOfTarget)
    #expect(run.journal.last == .stepBegun(.flip(Samples.source)))
    #expect(!run.steps.contains(.startWorkersAgain(Samples.source)))
  }

  @Test("the copy ends with the cut begun, and the pen has not moved: everything is taken back")
  func notMoved() throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: RunMachineTests.cut))
    run.script[.askPen(Samples.source)] = Self.claimOfSource
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    run.send(Self.claimOfSource)
    #expect(run.steps.last == .startWorkersAgain(Samples.source))
  }

  @Test("a claim that does not bar the new epoch decides nothing")
  func claimWithoutBar() throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: .flip(Samples.source)))
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    run.send(
      RunMachineTests.answer(
        Samples.target, .claim(PenClaim(holder: Samples.target, pen: 1, barredThrough: 1))))
    #expect(run.machine.move == .unknown)
  }

  @Test("an undo that the copy knows of is not the end of it: the pen is asked for, then it is finished")
  func inTheUndo() throws {
    var first = RunTranscript(RunMachineTests.plan())
    first.script[.vote(.cut, RunMachineTests.hosts)] = .failed(.vote(.cut, RunMachineTests.hosts), Samples.trouble)
    first.send(.begin)
    first.run(until: .detach(Samples.target))
    var run = try Self.resumed(first.journal)
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    run.send(Self.claimOfSource)
    #expect(run.journal.contains(.undoing(Samples.trouble)))
  }

  @Test("this laptop's own records behind a copy count as ever")
  func ownRecordsBehindTheCopy() throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: RunMachineTests.cut))
    run.send(.finished(.acquireLease(RunMachineTests.hosts), StepResult()))
    run.send(Self.claimOfTarget)
    let journal = RunResumeTests.journal(diedIn: RunMachineTests.cut) + [.copied] + run.journal
    let again = try #require(RunMachine(replaying: journal))
    #expect(again.move == .moved)
  }

  @Test("a copy with the end of the run has nothing to resume")
  func ended() throws {
    var run = RunTranscript(RunMachineTests.plan())
    run.send(.begin)
    run.run()
    #expect(try #require(RunMachine(replaying: run.journal + [.copied])).outcome == .succeeded)
  }

  @Test("a Redis that the run made is its own to remove, although its resumption found it")
  func provisionedOnce() throws {
    var run = try Self.resumed(RunResumeTests.journal(diedIn: .awaitSync(Samples.target)))
    run.script[.provision(Samples.target)] = .finished(
      .provision(Samples.target), StepResult(detail: .provisioned(created: false)))
    run.script[.awaitSync(Samples.target)] = .failed(.awaitSync(Samples.target), Samples.trouble)
    run.run()
    #expect(run.steps.contains(.removeProvisioned(Samples.target)))
  }

  @Test("an abort on the way to the lease takes back before the drain, and goes nowhere behind the cut")
  func aborted() throws {
    var run = try RunTranscript(
      resuming: RunResumeTests.journal(diedIn: .awaitSync(Samples.target)) + [.copied])
    run.send(.resume(2))
    run.send(.abortRequested)
    run.run()
    #expect(run.outcome?.exitCode == 3)
    #expect(!run.steps.contains(.awaitSync(Samples.target)))
  }
}
