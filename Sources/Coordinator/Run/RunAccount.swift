import Cutover
import Foundation
import Protocol

/// What a run's journal tells afterwards.
struct RunAccount: Sendable, Encodable {
  /// A line of the story.
  struct Line: Sendable, Encodable {
    let at: String
    let event: String
    let text: String
  }

  let run: String
  let direction: Direction
  let began: String
  let seconds: Double
  /// Who led it, in order: operator and laptop.
  let operators: [String]
  /// In a word; `open` where the journal has no end.
  let outcome: String
  let exitCode: Int32?
  let phase: Phase
  /// Checks that failed at the preflight and were accepted by name; none in a run that accepted nothing.
  let accepted: [CheckResult]?
  /// The write pause in microseconds, where the summary beside the journal has it.
  var pauseMicroseconds: Int?
  /// What happened, in order; left out of a list of runs.
  var story: [Line]?

  /// Reads a journal; `nil` without a beginning.
  init?(_ entries: [RunEntry]) {
    guard let first = entries.first, let last = entries.last,
      let machine = RunMachine(replaying: entries.map(\.record))
    else { return nil }
    run = machine.plan.run.rawValue
    direction = machine.plan.direction
    began = Self.time(first.milliseconds)
    seconds = Double(last.milliseconds - first.milliseconds) / 1000
    operators = entries.compactMap(\.holder).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    phase = machine.phase
    accepted =
      entries.lazy.compactMap { entry -> [CheckResult]? in
        guard case .stepFinished(.preflight, let result) = entry.record else { return nil }
        return result.accepted
      }.first
    outcome =
      machine.outcome.map {
        RunSummary(
          run: machine.plan.run.rawValue, direction: machine.plan.direction, outcome: $0,
          measurements: RunMeasurements(), seconds: nil
        ).word
      } ?? "open"
    exitCode = machine.outcome?.exitCode
    story = entries.compactMap(Self.line)
  }

  private static func line(_ entry: RunEntry) -> Line? {
    let by = entry.holder.map { " by \($0)" } ?? ""
    let (event, text): (String, String)
    switch entry.record {
    case .begun(let plan): (event, text) = ("begun", "epoch \(plan.epoch)\(by)")
    case .resumed(let epoch): (event, text) = ("resumed", "epoch \(epoch)\(by)")
    case .copied: (event, text) = ("copied", "what comes before this is an agent's copy")
    case .phaseBegun(let phase): (event, text) = ("phase", phase.rawValue)
    case .stepBegun: return nil
    case .stepFinished(let step, let result):
      guard !result.observed.isEmpty else { return nil }
      (event, text) = ("done", "\(TerminalRunWatcher.name(of: step)): \(result.observed)")
    case .stepFailed(let step, let finding):
      (event, text) = ("failed", "\(TerminalRunWatcher.name(of: step)): \(finding)")
    case .voteCounted(let count):
      (event, text) = ("vote", ([count.text] + count.findings.map(\.description)).joined(separator: "; "))
    case .cutDecided(_, let moved): (event, text) = ("pen", moved ? "moved" : "not moved")
    case .undoing(let reason): (event, text) = ("undoing", "\(reason)")
    case .ended(let outcome): (event, text) = ("ended", "exit status \(outcome.exitCode)")
    }
    return Line(at: time(entry.milliseconds), event: event, text: text)
  }

  private static func time(_ milliseconds: Int) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
  }
}
