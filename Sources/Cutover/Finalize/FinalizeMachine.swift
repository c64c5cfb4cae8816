/// Decides how a finalize goes on: one step after the other, each on record before it is done; after a failure nothing
/// more is done but to give the lease back. There is no undo: before the retirement nothing was changed that must go back
/// (a backup stays), and after it another finalize goes on.
public struct FinalizeMachine: Sendable, Hashable {
  /// What is done.
  public let plan: FinalizePlan
  private var state = State.ready
  private var stopped: Finding?
  /// Whether a step was begun after which the old Redis may be gone.
  private var hasDestroyed = false

  private enum State: Sendable, Hashable {
    case ready
    case doing(FinalizeStep)
    case ended(FinalizeOutcome)
  }

  /// A finalize that has not begun.
  public init(plan: FinalizePlan) { self.plan = plan }

  /// What a journal says; `nil` without a plan in its first line.
  public init?(replaying records: [FinalizeRecord]) {
    guard case .begun(let plan)? = records.first else { return nil }
    self.plan = plan
    for record in records.dropFirst() {
      switch record {
      case .begun, .stepFinished: break
      case .stepBegun(let step):
        state = .doing(step)
        if step.destroys { hasDestroyed = true }
      case .stepFailed(let step, let finding): if step != .releaseLease { stopped = stopped ?? finding }
      case .ended(let outcome): state = .ended(outcome)
      }
    }
  }

  /// How it ended; `nil` before.
  public var outcome: FinalizeOutcome? {
    if case .ended(let outcome) = state { outcome } else { nil }
  }

  /// Takes an event in.
  public mutating func handle(_ event: FinalizeEvent) -> Decision<FinalizeRecord, FinalizeEffect> {
    switch (state, event) {
    case (.ready, .begin):
      var decision = begin(.acquireLease)
      decision.records.insert(.begun(plan), at: 0)
      return decision
    case (.doing(let step), .finished(let done, let observed)) where step == done:
      return advance(from: step, noting: .stepFinished(step, observed: observed))
    case (.doing(let step), .failed(let done, let finding)) where step == done:
      // A lease that could not be given back lapses by itself: that alone is no failure.
      if step != .releaseLease { stopped = stopped ?? finding }
      return advance(from: step, noting: .stepFailed(step, finding))
    case (.doing, .stop(let finding)):
      // The step that is under way runs to its end; it may be the one that cannot be taken back.
      stopped = stopped ?? finding
      return Decision()
    case (.ready, .finished), (.ready, .failed), (.ready, .stop), (.doing, .begin), (.doing, .finished),
      (.doing, .failed), (.ended, .begin), (.ended, .finished), (.ended, .failed), (.ended, .stop):
      return .disregard(.stale)
    }
  }

  private mutating func advance(
    from step: FinalizeStep, noting record: FinalizeRecord
  ) -> Decision<FinalizeRecord, FinalizeEffect> {
    var decision: Decision<FinalizeRecord, FinalizeEffect>
    if step == .releaseLease {
      let outcome = result
      state = .ended(outcome)
      decision = Decision(records: [.ended(outcome)], effects: [.end(outcome)])
    } else if stopped == nil, let next = next(after: step) {
      decision = begin(next)
    } else {
      decision = begin(.releaseLease)
    }
    decision.records.insert(record, at: 0)
    return decision
  }

  private mutating func begin(_ step: FinalizeStep) -> Decision<FinalizeRecord, FinalizeEffect> {
    state = .doing(step)
    if step.destroys { hasDestroyed = true }
    return Decision(records: [.stepBegun(step)], effects: [.perform(step)])
  }

  private func next(after step: FinalizeStep) -> FinalizeStep? {
    let steps = plan.steps
    guard let index = steps.firstIndex(of: step), index + 1 < steps.count else { return nil }
    return steps[index + 1]
  }

  private var result: FinalizeOutcome {
    guard let stopped else { return .done }
    if !hasDestroyed, plan.standing != .whole { return .incomplete(stopped) }
    return hasDestroyed ? .incomplete(stopped) : .refused(stopped)
  }
}
