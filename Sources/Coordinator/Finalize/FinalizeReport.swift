import Cutover
import Foundation
import Protocol

/// What a finalize says: checks, what will be done, each step, and what is left to do.
struct FinalizeReport: Sendable {
  let console: Console
  let subject: RunSubject

  private struct StepLine: Encodable {
    let event = "step"
    let step: String
    let state: String
    let observed: String
    let required: String?
    let next: String?
  }

  private struct OutcomeLine: Encodable {
    let event = "outcome"
    let run: String
    let outcome: String
    let exitCode: Int32
    let reason: String?
    let backup: BackUpFacts?
    let container: String
    let volumes: [String]
    let compose: [ComposeDefinition]
  }

  /// The checks, and what stands against it.
  func say(_ summary: CheckSummary) {
    let lines = CheckLines(style: console.output.style)
    for result in summary.results {
      if console.isJSON { try? console.emit(result) } else { console.print(lines.line(result)) }
    }
    console.print(lines.summary(summary))
  }

  /// What will be done, before the question.
  func introduce(_ plan: FinalizePlan, volumes: [String]) {
    let style = console.output.style
    var lines = ["", "\(style.bold("finalize \(plan.run)")) of fleet \(subject.fleet.name), epoch \(plan.epoch)"]
    switch plan.standing {
    case .whole:
      lines.append("  backup   of \(plan.container), kept on \(plan.old), restored once and counted")
      lines.append("  removed  the container \(plan.container) on \(plan.old)")
    case .begun: lines.append("  removed  the container \(plan.container) on \(plan.old): an earlier finalize began it")
    case .retired: break
    }
    if let volume = plan.volume {
      lines.append("  removed  the volume \(volume) on \(plan.old): \(style.bold("for good"))")
    }
    let kept = volumes.filter { $0 != plan.volume }
    if !kept.isEmpty { lines.append("  kept     \(kept.joined(separator: ", "))") }
    lines.append("  after it there is no rollback: the way back is the backup's file")
    console.print(lines.joined(separator: "\n"))
  }

  /// One record, as soon as it is durable.
  func say(_ record: FinalizeRecord) {
    let style = console.output.style
    switch record {
    case .begun, .ended, .stepBegun: break
    case .stepFinished(let step, let observed):
      emit(StepLine(step: step.name, state: "done", observed: observed, required: nil, next: nil))
      console.print("\(style.paint(style.check, .good)) \(step.name)  \(observed)")
    case .stepFailed(let step, let finding):
      emit(
        StepLine(
          step: step.name, state: "failed", observed: finding.observed, required: finding.required, next: finding.next))
      console.print("\(style.paint(style.cross, .bad)) \(step.name)  \(finding.observed)")
      console.print("    \(style.dim("required: \(finding.required)"))")
    }
  }

  /// How it ended, and what is left to do by hand.
  func sayEnd(
    _ outcome: FinalizeOutcome, _ plan: FinalizePlan, backup: BackUpFacts?, retired: RetiredRedis?,
    definitions: [ComposeDefinition]
  ) {
    let volumes = retired?.volumes ?? []
    let reason: Finding? =
      switch outcome {
      case .done: nil
      case .refused(let finding), .incomplete(let finding): finding
      }
    emit(
      OutcomeLine(
        run: plan.run.rawValue, outcome: outcome.word, exitCode: outcome.exitCode, reason: reason?.description,
        backup: backup, container: plan.container, volumes: volumes, compose: definitions))
    let style = console.output.style
    var lines = ["", style.paint("finalize \(outcome.word)", outcome == .done ? .good : .bad)]
    if let reason { lines.append("  because  \(reason)") }
    if let backup { lines.append("  backup   \(backup.path) on \(plan.old), sha256 \(backup.sha256)") }
    if retired?.isRemoved == true {
      for volume in volumes {
        lines.append("  volume   \(volume) is still there; to remove it for good:")
        lines.append("           coordinator finalize --confirm-volume \(volume)")
      }
      lines += ComposeChange(host: "\(plan.old)", definitions: definitions).lines.map { "  \($0)" }
    }
    console.print(lines.joined(separator: "\n"))
  }

  /// An object for programs; nothing else has one.
  private func emit(_ line: some Encodable) {
    guard console.isJSON else { return }
    try? console.emit(line)
  }
}
