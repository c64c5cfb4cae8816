import Cutover
import Journal
import Protocol

/// Runs a run: lets ``RunMachine`` decide, makes each decision durable, has the steps done side by side, and tells whoever
/// watches. It decides nothing itself.
actor RunShell {
  private let executor = JournalExecutor(label: "run")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private var machine: RunMachine
  private let journal: Journal<RunRecord>
  private let performer: StepPerformer
  private let watcher: any RunWatcher
  private let events: AsyncStream<RunEvent>
  private let sink: AsyncStream<RunEvent>.Continuation
  private let cancellation = StepCancellation()

  /// - Parameters:
  ///   - plan: what is done.
  ///   - journal: this run's own, empty.
  ///   - performer: does the steps.
  ///   - watcher: is told.
  init(plan: RunPlan, journal: Journal<RunRecord>, performer: StepPerformer, watcher: any RunWatcher) {
    self.machine = RunMachine(plan: plan)
    self.journal = journal
    self.performer = performer
    self.watcher = watcher
    (self.events, self.sink) = AsyncStream.makeStream()
  }

  /// Asks the run to stop at the next safe point, and to take back what it did.
  nonisolated func requestAbort() { sink.yield(.abortRequested) }

  /// Runs to the outcome.
  /// - Throws: ``OperatorError`` when the run's journal cannot be written: then nothing more is done.
  func run() async throws(OperatorError) -> Outcome {
    let renewal = LeaseRenewal(performer: performer, plan: machine.plan)
    let result = await withTaskGroup(of: Void.self) { group -> Result<Outcome, OperatorError> in
      group.addTask { await renewal.run() }
      defer { group.cancelAll() }
      do throws(OperatorError) {
        if let outcome = try decide(.begin, &group) { return .success(outcome) }
        for await event in events {
          if let outcome = try decide(event, &group) { return .success(outcome) }
        }
        throw OperatorError(code: "run_ended", message: "the run stopped without an outcome")
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func decide(_ event: RunEvent, _ group: inout TaskGroup<Void>) throws(OperatorError) -> Outcome? {
    let decision = machine.handle(event)
    do {
      try journal.append(decision.records)
    } catch {
      throw OperatorError(
        code: "journal", message: error.message, observed: error.cause,
        required: "every step on disk before it is done",
        next: error.remedy)
    }
    for effect in decision.effects {
      switch effect {
      case .report(let report): watcher.reported(report)
      case .perform(let step):
        let (performer, sink, cancellation) = (performer, sink, cancellation)
        group.addTask { sink.yield(await cancellation.run(step) { await performer.perform(step) }) }
      case .cancel(let step): cancellation.cancel(step)
      case .end(let outcome): return outcome
      }
    }
    return nil
  }
}
