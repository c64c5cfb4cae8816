import Cutover
import Foundation

/// What a finalize's journal tells afterwards.
struct FinalizeAccount: Sendable, Encodable {
  let run: String
  let direction = "finalize"
  let began: String
  let seconds: Double
  /// Who led it: operator and laptop.
  let holder: String
  /// In a word; `open` where the journal has no end.
  let outcome: String
  let exitCode: Int32?
  /// What happened, in order.
  let story: [RunAccount.Line]

  /// Reads a journal; `nil` without a beginning.
  init?(_ entries: [FinalizeEntry]) {
    guard let first = entries.first, let last = entries.last,
      let machine = FinalizeMachine(replaying: entries.map(\.record))
    else { return nil }
    run = machine.plan.run.rawValue
    began = Self.time(first.milliseconds)
    seconds = Double(last.milliseconds - first.milliseconds) / 1000
    holder = first.holder ?? ""
    outcome = machine.outcome?.word ?? "open"
    exitCode = machine.outcome?.exitCode
    story = entries.compactMap(Self.line)
  }

  private static func line(_ entry: FinalizeEntry) -> RunAccount.Line? {
    let (event, text): (String, String)
    switch entry.record {
    case .begun(let plan):
      let accepted = plan.accepted.map(\.rawValue).joined(separator: ", ")
      (event, text) = (
        "begun", "epoch \(plan.epoch) by \(entry.holder ?? "?")" + (accepted.isEmpty ? "" : ", accepted \(accepted)")
      )
    case .stepBegun: return nil
    case .stepFinished(let step, let observed): (event, text) = ("done", "\(step.name): \(observed)")
    case .stepFailed(let step, let finding): (event, text) = ("failed", "\(step.name): \(finding)")
    case .ended(let outcome): (event, text) = ("ended", "exit status \(outcome.exitCode)")
    }
    return RunAccount.Line(at: time(entry.milliseconds), event: event, text: text)
  }

  private static func time(_ milliseconds: Int) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}
