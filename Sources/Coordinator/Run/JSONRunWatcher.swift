import Cutover
import Foundation

/// Writes a run as JSON lines: one object an event, `{"event": …}`, for programs.
struct JSONRunWatcher: RunWatcher {
  /// Takes one line, without its line feed.
  let write: @Sendable (String) -> Void

  private struct Line: Encodable {
    let event: String
    var phase: String?
    var step: String?
    var observed: String?
    var required: String?
    var next: String?
    var bytes: Int?
    var expectedBytes: Int?
    var microseconds: Int?
    var remaining: Int?
    var producer: ProducerResult?
  }

  func reported(_ report: RunReport) {
    switch report {
    case .phaseBegan(let phase): send(Line(event: "phase-began", phase: phase.rawValue))
    case .phaseEnded(let phase): send(Line(event: "phase-ended", phase: phase.rawValue))
    case .phaseSkipped(let phase, let reason):
      send(Line(event: "phase-skipped", phase: phase.rawValue, observed: reason))
    case .stepEnded(let phase, let step, let result):
      send(
        Line(
          event: "step-ended", phase: phase.rawValue, step: TerminalRunWatcher.name(of: step),
          observed: result.observed, required: result.required))
    case .stepFailed(let phase, let step, let finding): send(line("step-failed", finding, step, phase))
    case .counted(let purpose, let text): send(Line(event: "vote", step: purpose.rawValue, observed: text))
    case .holding: send(Line(event: "holding"))
    case .leaseLost(let finding): send(line("lease-lost", finding))
    case .undoing(let finding): send(line("undoing", finding))
    case .undone(let step): send(Line(event: "undone", step: TerminalRunWatcher.name(of: step)))
    case .notUndone(let failure): send(line("not-undone", failure.finding, failure.step))
    case .asking(_, let finding): send(line("asking", finding))
    case .abortRefused(let finding): send(line("abort-refused", finding))
    }
  }

  func progressed(_ step: Step, _ progress: StepProgress) {
    let name = TerminalRunWatcher.name(of: step)
    switch progress {
    case .copy(let stage, let bytes, let expected):
      send(Line(event: "copy", step: name, observed: stage, bytes: bytes, expectedBytes: expected))
    case .workers(let remaining): send(Line(event: "stopping", step: name, remaining: remaining))
    case .waiting(let words): send(Line(event: "waiting", step: name, observed: words))
    case .producer(let result):
      send(
        Line(event: "producer", step: name, observed: result.observed, next: result.next, producer: result))
    case .cut(let inner, let microseconds):
      send(Line(event: "cut", step: inner, microseconds: microseconds))
    }
  }

  private func line(_ event: String, _ finding: Finding, _ step: Step? = nil, _ phase: Phase? = nil) -> Line {
    Line(
      event: event, phase: phase?.rawValue, step: step.map(TerminalRunWatcher.name), observed: finding.observed,
      required: finding.required, next: finding.next)
  }

  private func send(_ line: Line) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let data = try? encoder.encode(line) { write(String(decoding: data, as: UTF8.self)) }
  }
}
