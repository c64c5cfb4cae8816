import Cutover
import Foundation
import Journal

/// Carries out a finalize's decisions: records first, then the one effect, whose result it feeds back.
struct FinalizeShell: Sendable {
  let performer: FinalizePerformer
  let journal: Journal<FinalizeEntry>
  let holder: String
  let board: StopBoard
  /// Told each record as soon as it is durable.
  let emit: @Sendable (FinalizeRecord) -> Void

  /// Runs it to its end.
  /// - Throws: ``OperatorError`` when a record cannot be made durable: then nothing more is done.
  func run(_ plan: FinalizePlan) async throws(OperatorError) -> FinalizeOutcome {
    var machine = FinalizeMachine(plan: plan)
    var decision = machine.handle(.begin)
    while true {
      try append(decision.records)
      guard let effect = decision.effects.first else {
        throw OperatorError(
          code: "internal", message: "the finalize has nothing to do and has not ended",
          next: "report this: it is no mistake of yours; coordinator finalize goes on")
      }
      switch effect {
      case .end(let outcome): return outcome
      case .perform(let step):
        let event = await performer.perform(step)
        if let wish = board.wish { _ = machine.handle(.stop(wish)) }
        decision = machine.handle(event)
      }
    }
  }

  private func append(_ records: [FinalizeRecord]) throws(OperatorError) {
    let now = Int(Date().timeIntervalSince1970 * 1000)
    let entries = records.map { record in
      let isFirst = if case .begun = record { true } else { false }
      return FinalizeEntry(milliseconds: now, holder: isFirst ? holder : nil, record: record)
    }
    do {
      try journal.append(entries)
    } catch {
      throw OperatorError(
        code: "journal", message: error.message, observed: error.cause,
        required: "every step on disk before it is done", next: error.remedy)
    }
    for record in records { emit(record) }
  }
}
