import Cutover
import Testing

@Suite("A finalize")
struct FinalizeMachineTests {
  static func plan(_ standing: FinalizePlan.Standing = .whole, volume: String? = nil) -> FinalizePlan {
    FinalizePlan(
      run: "run-9-finalize", epoch: 9, fleet: [Samples.source, Samples.target], holder: Samples.target,
      old: Samples.source, container: "fiskai-redis", volume: volume, standing: standing,
      accepted: [.finalizeCompose])
  }

  /// A shell that does every step well, but those that a test has fail.
  static func run(
    _ plan: FinalizePlan, failing: FinalizeStep? = nil, stopping: FinalizeStep? = nil
  ) -> (steps: [FinalizeStep], records: [FinalizeRecord], outcome: FinalizeOutcome?) {
    var machine = FinalizeMachine(plan: plan)
    var decision = machine.handle(.begin)
    var (steps, records): ([FinalizeStep], [FinalizeRecord]) = ([], [])
    while true {
      records += decision.records
      guard case .perform(let step)? = decision.effects.first else { break }
      #expect(records.last == .stepBegun(step))
      steps.append(step)
      if step == stopping { #expect(machine.handle(.stop(Samples.trouble)) == Decision()) }
      decision = machine.handle(
        step == failing ? .failed(step, Samples.trouble) : .finished(step, observed: "\(step.name) done"))
    }
    #expect(FinalizeMachine(replaying: records)?.outcome == machine.outcome)
    return (steps, records, machine.outcome)
  }

  @Test("backs up, proves, looks once more, and only then retires; the new Redis is settled, the lease given back")
  func whole() {
    let run = Self.run(Self.plan())
    #expect(run.steps == [.acquireLease, .backUp, .prove, .recheck, .retire, .settle, .releaseLease])
    #expect(run.outcome == .done)
    #expect(run.outcome?.exitCode == 0)
    #expect(run.records.first == .begun(Self.plan()))
    #expect(run.records.last == .ended(.done))
  }

  @Test("a volume is removed only when its name was typed, and last")
  func volume() {
    #expect(Self.run(Self.plan(volume: "data")).steps.suffix(3) == [.settle, .removeVolume("data"), .releaseLease])
    #expect(
      Self.run(Self.plan(.retired, volume: "data")).steps
        == [.acquireLease, .settle, .removeVolume("data"), .releaseLease])
  }

  @Test("one that was begun goes on with the retirement: its backup is proven already")
  func begun() {
    #expect(Self.run(Self.plan(.begun)).steps == [.acquireLease, .retire, .settle, .releaseLease])
  }

  @Test(
    "a failure before the retirement removes nothing, and gives the lease back",
    arguments: [FinalizeStep.acquireLease, .backUp, .prove, .recheck])
  func refused(step: FinalizeStep) {
    let run = Self.run(Self.plan(), failing: step)
    #expect(run.steps.last == .releaseLease)
    #expect(run.steps.dropLast().last == step)
    #expect(!run.steps.contains(.retire))
    #expect(run.outcome == .refused(Samples.trouble))
    #expect(run.outcome?.exitCode == 1)
  }

  @Test(
    "a failure from the retirement on is incomplete: another finalize goes on",
    arguments: [FinalizeStep.retire, .settle])
  func incomplete(step: FinalizeStep) {
    let run = Self.run(Self.plan(volume: "data"), failing: step)
    #expect(!run.steps.contains(.removeVolume("data")))
    #expect(run.outcome == .incomplete(Samples.trouble))
    #expect(run.outcome?.exitCode == 6)
  }

  @Test("a wish to stop ends it after the step that is under way")
  func stopped() {
    let run = Self.run(Self.plan(), stopping: .prove)
    #expect(run.steps == [.acquireLease, .backUp, .prove, .releaseLease])
    #expect(run.outcome == .refused(Samples.trouble))
  }

  @Test("a lease that cannot be given back lapses by itself, and is no failure")
  func releaseFails() {
    #expect(Self.run(Self.plan(), failing: .releaseLease).outcome == .done)
  }

  @Test("a journal without a plan tells nothing, one that breaks off has no end")
  func replayed() {
    #expect(FinalizeMachine(replaying: []) == nil)
    #expect(FinalizeMachine(replaying: [.stepBegun(.retire)]) == nil)
    #expect(FinalizeMachine(replaying: [.begun(Self.plan()), .stepBegun(.acquireLease)])?.outcome == nil)
  }

  @Test("what does not fit is disregarded")
  func stale() {
    var machine = FinalizeMachine(plan: Self.plan())
    #expect(machine.handle(.finished(.retire, observed: "")) == .disregard(.stale))
    _ = machine.handle(.begin)
    #expect(machine.handle(.begin) == .disregard(.stale))
    #expect(machine.handle(.finished(.retire, observed: "")) == .disregard(.stale))
  }
}
