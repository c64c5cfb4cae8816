import Cutover
import Foundation

/// Makes notices of what a run reports. Pure but for the clock.
struct NoticeWriter: Sendable {
  let fleet: String
  let plan: RunPlan
  /// The wall clock, for people.
  var now: @Sendable () -> Date = { .now }

  /// Of a report; none of what changes nothing for whoever is not at the screen.
  /// - Parameter words: what was observed in the present phase so far.
  func notice(_ report: RunReport, words: [String]) -> Notice? {
    switch report {
    case .phaseBegan(let phase): make("phase-began", phase)
    case .phaseEnded(let phase): make("phase-ended", phase, words.joined(separator: "; "))
    case .phaseSkipped(let phase, let reason): make("phase-skipped", phase, reason)
    case .stepFailed(let phase, _, let finding): make("step-failed", phase, "\(finding)")
    case .holding: make("holding", nil, "the copy follows; coordinator proceed goes on")
    case .leaseLost(let finding): make("lease-lost", nil, "\(finding)")
    case .undoing(let finding): make("undoing", nil, "\(finding)")
    case .notUndone(let failure): make("not-undone", nil, "\(failure.finding)")
    case .asking(_, let finding): make("asking", nil, "\(finding)")
    case .stepEnded, .counted, .undone, .abortRefused: nil
    }
  }

  /// Before anything.
  func began(resumed: Bool) -> Notice { make(resumed ? "resumed" : "began", nil, "epoch \(plan.epoch)") }

  /// Of the end.
  func outcome(_ summary: RunSummary) -> Notice {
    var notice = make("outcome", nil, ([summary.word] + summary.reasons).joined(separator: ": "))
    notice.exitCode = summary.outcome.exitCode
    return notice
  }

  private func make(_ event: String, _ phase: Phase?, _ observed: String? = nil) -> Notice {
    Notice(
      fleet: fleet, run: plan.run.rawValue, direction: plan.direction, rehearsal: plan.rehearsal, event: event,
      phase: phase?.rawValue, observed: observed.flatMap { $0.isEmpty ? nil : $0 }, time: now().formatted(.iso8601))
  }
}
