import Cutover
import Foundation
import Synchronization

/// Shows a run on a terminal: one line a phase with what was observed and required, and a moving line while it works.
/// Piped, it is a plain log.
final class TerminalRunWatcher: RunWatcher {
  private struct State {
    var log: PhaseLog
    var began: ContinuousClock.Instant = .now
    var observed: [String] = []
    var required: [String] = []
    var copyBegan: ContinuousClock.Instant?
    var said: [Finding: Phase] = [:]
  }

  private let state: Mutex<State>
  private let write: @Sendable (String) -> Void

  /// - Parameters:
  ///   - terminal: what it can show.
  ///   - write: takes the text.
  init(_ terminal: Terminal, write: @escaping @Sendable (String) -> Void) {
    self.state = Mutex(State(log: PhaseLog(terminal)))
    self.write = write
  }

  /// The failures that were shown in full, with the phase of each.
  var said: [Finding: Phase] { state.withLock(\.said) }

  func reported(_ report: RunReport) {
    let text = state.withLock { state in Self.text(report, &state) }
    if !text.isEmpty { write(text) }
  }

  func progressed(_ step: Step, _ progress: StepProgress) {
    let text = state.withLock { state -> String in
      switch progress {
      case .copy(let stage, let bytes, let expected):
        let began = state.copyBegan ?? .now
        state.copyBegan = began
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let rate = seconds > 0.2 ? Double(bytes) / seconds : nil
        return state.log.progressed(
          ProgressLine(
            label: stage, done: UInt64(max(0, bytes)), total: expected.map { UInt64(max($0, bytes)) }, rate: rate,
            unit: .bytes))
      case .workers(let remaining): return state.log.noted("\(remaining) workers still stopping", .faint)
      case .waiting(let words): return state.log.noted("waiting: \(words)", .accent)
      case .producer(let result):
        let tone: Style.Tone =
          switch result.state {
          case .proven: .good
          case .pending: .accent
          case .notProbed: .faint
          case .failed: .bad
          }
        return state.log.noted(
          "producer \(result.words)" + (result.next.map { "; next: \($0)" } ?? ""), tone)
      case .cut: return ""
      }
    }
    if !text.isEmpty { write(text) }
  }

  private static func text(_ report: RunReport, _ state: inout State) -> String {
    switch report {
    case .phaseBegan(let phase):
      (state.began, state.observed, state.required) = (.now, [], [])
      return state.log.began(phase.rawValue)
    case .stepEnded(_, _, let result):
      if !result.observed.isEmpty { state.observed.append(result.observed) }
      if !result.required.isEmpty { state.required.append(result.required) }
      return ""
    case .phaseEnded(let phase): return line(phase.rawValue, .succeeded, state: &state)
    case .stepFailed(let phase, _, let finding):
      state.said[finding] = phase
      state.observed = [finding.observed]
      state.required = [finding.required]
      let text = line(phase.rawValue, .failed, state: &state)
      return finding.next.isEmpty ? text : text + state.log.noted("next: \(finding.next)")
    case .phaseSkipped(let phase, let reason):
      return state.log.ended(
        PhaseLine(name: phase.rawValue, state: .skipped, time: nil, observed: reason, required: nil))
    case .counted: return ""
    case .holding: return state.log.noted("holding: the copy follows; `coordinator proceed` goes on", .accent)
    case .leaseLost(let finding):
      return state.log.noted(
        "the lease has ended (\(finding.observed)); taking the next epoch, then going on", .warning)
    case .undoing(let finding):
      let why = state.said[finding].map { "because \($0.rawValue) failed" } ?? "because: \(finding)"
      return state.log.noted("taking back, \(why)", .warning)
    case .undone(let step): return state.log.noted("put back: \(name(of: step))", .warning)
    case .notUndone(let failure):
      return state.log.noted("NOT put back: \(name(of: failure.step)): \(failure.finding)", .bad)
    case .asking(let hosts, let finding):
      let names = hosts.map(\.rawValue).joined(separator: ", ")
      return state.log.noted("who holds the pen is not known; asking \(names): \(finding)", .warning)
    case .abortRefused(let finding): return state.log.noted("abort refused: \(finding)", .warning)
    }
  }

  private static func line(_ name: String, _ kind: PhaseLine.State, state: inout State) -> String {
    state.log.ended(
      PhaseLine(
        name: name, state: kind, time: .now - state.began,
        observed: state.observed.isEmpty ? nil : state.observed.joined(separator: "; "),
        required: state.required.isEmpty ? nil : state.required.joined(separator: "; ")))
  }

  /// A step's name without its arguments.
  static func name(of step: Step) -> String { String("\(step)".prefix { $0.isLetter }) }
}
