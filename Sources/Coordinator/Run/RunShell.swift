import Cutover
import Foundation
import Journal
import Protocol

/// Runs a run: lets ``RunMachine`` decide, makes each decision durable, has the steps done side by side, and tells whoever
/// watches. It decides nothing itself.
actor RunShell {
  private let executor = JournalExecutor(label: "run")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private var machine: RunMachine
  private let journal: Journal<RunEntry>
  private let performer: StepPerformer
  private let watcher: any RunWatcher
  private let mirror: RunMirror
  private let events: AsyncStream<RunEvent>
  private let sink: AsyncStream<RunEvent>.Continuation
  private let cancellation = StepCancellation()
  private let holder: String
  private let patience: Duration

  /// - Parameters:
  ///   - machine: new, or rebuilt from the journal.
  ///   - journal: this run's own.
  ///   - performer: does the steps.
  ///   - watcher: is told.
  ///   - patience: how long the agents are asked who holds the pen before the run ends undetermined.
  init(
    machine: RunMachine, journal: Journal<RunEntry>, entries: [RunEntry], performer: StepPerformer,
    watcher: any RunWatcher, patience: Duration = .seconds(120)
  ) {
    self.machine = machine
    self.journal = journal
    self.performer = performer
    self.watcher = watcher
    self.holder = performer.holder
    self.patience = patience
    self.mirror = RunMirror(performer: performer, hosts: machine.plan.participants, entries: entries)
    (self.events, self.sink) = AsyncStream.makeStream()
  }

  /// Asks the run to stop at the next safe point, and to take back what it did. Asked again while the run only waits to
  /// learn who holds the pen, it stops waiting: the agents go on by themselves.
  nonisolated func requestAbort(again: Bool = false) { sink.yield(again ? .giveUp : .abortRequested) }

  /// Runs to the outcome.
  /// - Parameter opening: `.begin`, or `.resume` and what is wanted of the resumed run.
  /// - Throws: ``OperatorError`` when the run's journal cannot be written: then nothing more is done.
  func run(_ opening: [RunEvent] = [.begin]) async throws(OperatorError) -> Outcome {
    let sink = sink
    let renewal = LeaseRenewal(performer: performer, plan: machine.plan) { sink.yield($0) }
    let mirror = mirror
    let result = await withTaskGroup(of: Void.self) { group -> Result<Outcome, OperatorError> in
      group.addTask { await renewal.run() }
      group.addTask { await mirror.run() }
      defer { group.cancelAll() }
      do throws(OperatorError) {
        for event in opening {
          if let outcome = try decide(event, &group) { return .success(outcome) }
        }
        for await event in events {
          if let outcome = try decide(event, &group) { return .success(outcome) }
        }
        throw OperatorError(code: "run_ended", message: "the run stopped without an outcome")
      } catch {
        return .failure(error)
      }
    }
    // The end is told to the agents that can be reached: whoever asks for an open run then finds none.
    _ = await mirror.flush()
    return try result.get()
  }

  private func decide(_ event: RunEvent, _ group: inout TaskGroup<Void>) throws(OperatorError) -> Outcome? {
    let before = machine.state
    let decision = machine.handle(event)
    try append(decision.records)
    if case .finished(.acquireLease, _) = event { mirror.open() }
    if case .deciding = machine.state, !Self.isDeciding(before) { group.addTask { [self] in await giveUpLater() } }
    for effect in decision.effects {
      switch effect {
      case .report(let report): watcher.reported(report)
      case .perform(let step):
        let plan = machine.plan
        group.addTask { [self] in await perform(step, of: plan) }
      case .cancel(let step): cancellation.cancel(step)
      case .confirm(let step): group.addTask { [performer] in await performer.confirm(step) }
      case .end(let outcome): return outcome
      }
    }
    return nil
  }

  private nonisolated func perform(_ step: Step, of plan: RunPlan) async {
    // What was begun up to the cut is known to every participant before it is done.
    if step.mustBeCopied, let finding = await mirror.flush() {
      sink.yield(.failed(step, finding))
      return
    }
    let (performer, sink) = (performer, sink)
    let event = await cancellation.run(step) {
      await performer.perform(step, of: plan) { epoch, finding in sink.yield(.leaseLost(epoch, finding)) }
    }
    sink.yield(event)
  }

  private nonisolated func giveUpLater() async {
    guard (try? await Task.sleep(for: patience)) != nil else { return }
    sink.yield(.giveUp)
  }

  private func append(_ records: [RunRecord]) throws(OperatorError) {
    guard !records.isEmpty else { return }
    let now = Int(Date.now.timeIntervalSince1970 * 1000)
    let entries = records.map { record in
      RunEntry(milliseconds: now, holder: record.namesHolder ? holder : nil, record: record)
    }
    do {
      try journal.append(entries)
    } catch {
      throw OperatorError(
        code: "journal", message: error.message, observed: error.cause,
        required: "every step on disk before it is done",
        next: error.remedy)
    }
    mirror.add(entries)
  }

  private static func isDeciding(_ state: RunState) -> Bool {
    if case .deciding = state { true } else { false }
  }
}

extension Step {
  /// Whether every participant must have the step's beginning before it is done. After the cut, and on the way back, an
  /// agent that cannot be reached must not keep workers stopped.
  fileprivate var mustBeCopied: Bool {
    switch self {
    case .provision, .prepareLeader, .stageEnvironment, .attach, .stageApp, .prepareStandIn, .drain, .cut, .takePen:
      true
    case .acquireLease, .preflight, .verifyReverseLink, .awaitSync, .backUp, .vote, .abortCut, .askPen, .flip,
      .startWorkers, .beginStandIn, .endStandIn,
      .moveApp, .verify, .beginSoak, .releaseLease, .startWorkersAgain, .discardStagedEnvironment, .unstageApp,
      .detach, .restoreLeader, .removeProvisioned:
      false
    }
  }
}

extension RunRecord {
  /// Whether somebody takes the lead of the run here.
  fileprivate var namesHolder: Bool {
    switch self {
    case .begun, .resumed: true
    case .copied, .phaseBegun, .stepBegun, .stepFinished, .stepFailed, .voteCounted, .cutDecided, .undoing, .ended:
      false
    }
  }
}
