import Cutover
import Foundation

/// How a run ended, and what comes next.
struct RunSummary: Sendable {
  let run: String
  let direction: Direction
  let outcome: Outcome
  let measurements: RunMeasurements
  /// How long this laptop led it; none where another did.
  let seconds: Double?

  private struct Line: Encodable {
    let event = "outcome"
    let run: String
    let direction: Direction
    let outcome: String
    let exitCode: Int32
    let reasons: [String]
    let seconds: Double?
    let measurements: RunMeasurements
  }

  /// The last line of `--json`.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      run: run, direction: direction, outcome: word, exitCode: outcome.exitCode, reasons: reasons, seconds: seconds,
      measurements: measurements)
    return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// The last lines on a terminal.
  func text(_ style: Style) -> String {
    let tone: Style.Tone = outcome == .succeeded ? .good : .bad
    var lines = [
      "",
      style.paint("\(direction.rawValue) \(word)", tone)
        + (seconds.map { " in \(DurationText.text(.seconds($0)))" } ?? ""),
    ]
    if let pause = measurements.pauseMicroseconds {
      lines.append("  write pause  \(DurationText.text(.microseconds(pause)))")
    }
    if let workers = measurements.workersMilliseconds {
      lines.append("  workers      \(DurationText.text(.milliseconds(workers))) from the first stop to the last start")
    }
    lines += reasons.map { "  because      \($0)" }
    lines += next.map { "  next         \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The outcome in a word.
  var word: String {
    switch outcome {
    case .succeeded: "succeeded"
    case .failed: "failed, nothing changed"
    case .rolledBack(_, let left): left.isEmpty ? "taken back" : "taken back, not wholly"
    case .undetermined: "undetermined"
    case .incomplete: "incomplete"
    }
  }

  private var reasons: [String] {
    switch outcome {
    case .succeeded: []
    case .failed(let finding): ["\(finding)"]
    case .rolledBack(let finding, let left):
      ["\(finding)"] + left.map { "not put back: \(TerminalRunWatcher.name(of: $0.step)): \($0.finding)" }
    case .undetermined(_, let finding): ["\(finding)"]
    case .incomplete(_, let findings): findings.map { "\($0)" }
    }
  }

  /// What the operator does next.
  var next: [String] {
    switch outcome {
    case .succeeded:
      direction == .cutover
        ? ["coordinator status --watch", "the way back, lossless while the link is up: coordinator rollback"]
        : ["coordinator status --watch", "to move again: coordinator cutover"]
    case .failed: ["mend what it says, then run it again"]
    case .rolledBack(_, let left):
      left.isEmpty ? ["mend what it says, then run it again"] : ["coordinator status, then put these back by hand"]
    case .undetermined(let hosts, _):
      [
        "reach \(hosts.map(\.rawValue).joined(separator: ", ")), then: coordinator resume",
        "meanwhile, when the lease lapses: agents end an open cut by their records, and start workers where the pen is",
      ]
    case .incomplete: ["mend what it says; coordinator status; the way back: coordinator rollback"]
    }
  }
}
