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
  /// Whether it was a rehearsal, after which nothing has moved.
  var isRehearsal = false
  /// Failed checks that were accepted by name.
  var accepted: [CheckResult] = []
  /// What has been said on the screen already, with the phase in which it was.
  var said: [Finding: Phase] = [:]
  /// What is known of the producers; none where nobody looked.
  var producers: [ProducerResult] = []

  private var name: String { isRehearsal ? "rehearsal" : direction.rawValue }

  private struct Line: Encodable {
    let event = "outcome"
    let run: String
    let direction: Direction
    let outcome: String
    let exitCode: Int32
    let reasons: [String]
    let accepted: [CheckResult]
    let seconds: Double?
    let measurements: RunMeasurements
    let producers: [ProducerResult]?
  }

  /// The last line of `--json`.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      run: run, direction: direction, outcome: word, exitCode: outcome.exitCode, reasons: reasons, accepted: accepted,
      seconds: seconds, measurements: measurements, producers: producers.isEmpty ? nil : producers)
    return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// The last lines on a terminal.
  func text(_ style: Style) -> String {
    let tone: Style.Tone = outcome == .succeeded ? .good : .bad
    var lines = [
      "",
      style.paint("\(name) \(word)", tone)
        + (seconds.map { " in \(DurationText.text(.seconds($0)))" } ?? ""),
    ]
    if let copy { lines.append("  copy         \(copy)") }
    if let pause = measurements.pauseMicroseconds {
      lines.append("  write pause  \(DurationText.text(.microseconds(pause)))")
    }
    if let workers = measurements.workersMilliseconds {
      lines.append("  workers      \(DurationText.text(.milliseconds(workers))) from the first stop to the last start")
    }
    lines += accepted.map { "  accepted     \($0.id.rawValue) \($0.subject): \($0.observed)" }
    lines += findings.map { "  because      \(reason($0))" } + left.map { "  because      \($0)" }
    lines += next.map { "  next         \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `21.4 MB in 1.2 s, 17.8 MB/s`; none where nothing was copied.
  private var copy: String? {
    guard let bytes = measurements.copyBytes, let milliseconds = measurements.copyMilliseconds, milliseconds > 0 else {
      return nil
    }
    let rate = UInt64(max(0, bytes)) * 1000 / UInt64(milliseconds)
    return "\(ByteCount.text(UInt64(max(0, bytes)))) in \(DurationText.text(.milliseconds(milliseconds))), "
      + "\(ByteCount.text(rate))/s"
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

  /// Why it ended so.
  var reasons: [String] { findings.map(\.description) + left }

  private var findings: [Finding] {
    switch outcome {
    case .succeeded: []
    case .failed(let finding), .rolledBack(let finding, _), .undetermined(_, let finding): [finding]
    case .incomplete(_, let findings): findings
    }
  }

  private var left: [String] {
    switch outcome {
    case .rolledBack(_, let left):
      left.map { "not put back: \(TerminalRunWatcher.name(of: $0.step)): \($0.finding)" }
    case .succeeded, .failed, .undetermined, .incomplete: []
    }
  }

  /// A long reason is not said twice.
  private func reason(_ finding: Finding) -> String {
    said[finding].map { "\($0.rawValue) failed, as said above" } ?? "\(finding)"
  }

  /// Producers of which no job has been seen.
  private var unproven: [String] {
    let names = producers.filter { $0.state == .pending || $0.state == .notProbed }.map(\.name)
    return names.isEmpty ? [] : ["\(names.joined(separator: ", ")): coordinator verify says when their jobs arrive"]
  }

  /// What the operator does next.
  var next: [String] {
    switch outcome {
    case .succeeded where isRehearsal:
      ["nothing has moved, and what was made for it is gone again", "coordinator plan, then: coordinator cutover"]
    case .succeeded:
      unproven + [
        "coordinator soak --wait",
        direction == .cutover
          ? "the way back, lossless while the link is up: coordinator rollback" : "to move again: coordinator cutover",
      ]
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
