import Cutover
import Testing

/// After a cutover the target's host burns down; the operator types its name, and the source takes over with what it has.
@Suite("A rollback whose holder is lost")
struct RunHolderLostTests {
  static let plan = RunPlan(
    run: Samples.run, epoch: 9, direction: .rollback, fleet: [Samples.source], leader: Samples.target,
    follower: Samples.source, workerHosts: [Samples.source], lostHolder: Samples.target)
  static let take = Step.takePen(Samples.source)

  @Test("nobody at the lost host is asked anything, and the pen is taken once the workers have promised")
  func whole() {
    var run = RunTranscript(Self.plan)
    run.send(.begin)
    run.run()
    #expect(
      run.steps == [
        .acquireLease([Samples.source]), .preflight([Samples.source]), .stageEnvironment(Samples.source),
        .vote(.drain, [Samples.source]), .drain(Samples.source), .vote(.cut, [Samples.source]), Self.take,
        .flip(Samples.source), .startWorkers(Samples.source), .verify, .restoreLeader(Samples.source), .beginSoak,
        .releaseLease([Samples.source]),
      ])
    #expect(run.outcome == .succeeded)
    #expect(Self.plan.roles(of: Samples.source) == [.worker])
  }

  @Test("a taking whose end is not heard is asked for under the next epoch: taken, and the run goes on")
  func unheard() {
    var run = RunTranscript(Self.plan)
    run.script[Self.take] = .failed(Self.take, Samples.trouble)
    run.send(.begin)
    run.run(until: .askPen(Samples.source))
    #expect(run.steps.suffix(2) == [.acquireLease([Samples.source]), .askPen(Samples.source)])
    run.send(
      RunMachineTests.answer(
        Samples.source, .claim(PenClaim(holder: Samples.source, pen: 9, barredThrough: 10))))
    #expect(run.machine.move == .moved)
  }

  @Test("not taken: the workers are put back")
  func notTaken() {
    var run = RunTranscript(Self.plan)
    run.script[Self.take] = .failed(Self.take, Samples.trouble)
    run.script[.askPen(Samples.source)] = RunMachineTests.answer(Samples.source, .notHolder)
    run.send(.begin)
    run.run()
    #expect(run.steps.contains(.startWorkersAgain(Samples.source)))
    #expect(run.outcome?.exitCode == 3)
  }

  @Test("its coordinator died while the pen was taken: a resumed run asks, and never takes it for undone")
  func resumed() throws {
    var first = RunTranscript(Self.plan)
    first.send(.begin)
    first.run(until: Self.take)
    var run = try RunTranscript(resuming: first.journal)
    #expect(run.machine.plan.lostHolder == Samples.target)
    run.send(.resume(10))
    run.run(until: .askPen(Samples.source))
    #expect(run.steps == [.acquireLease([Samples.source]), .askPen(Samples.source)])
  }

  @Test("an abort while the pen is taken is too late")
  func abort() {
    var run = RunTranscript(Self.plan)
    run.send(.begin)
    run.run(until: Self.take)
    run.send(.abortRequested)
    #expect(run.steps.last == Self.take)
    guard case .abortRefused = run.reports.last else {
      Issue.record("the last report is \(String(describing: run.reports.last))")
      return
    }
  }
}
