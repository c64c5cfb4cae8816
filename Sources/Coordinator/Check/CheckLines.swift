import Cutover

/// Results of checks for a terminal: one line each as they come, and what to do at the end.
struct CheckLines: Sendable {
  let style: Style

  private static let widest = CheckID.allCases.map { TextWidth.columns(of: $0.rawValue) }.max() ?? 0

  /// `✓ redis.role  fiskai-redis on vps-01  role master`.
  func line(_ result: CheckResult) -> String {
    let id = result.id.rawValue + TextWidth.blanks(Self.widest - TextWidth.columns(of: result.id.rawValue))
    let head = "\(mark(result.verdict)) \(id) \(result.subject): \(result.observed)"
    switch result.verdict {
    case .pass, .skipped: return head
    case .warn, .fail: return "\(head)\n    \(style.dim("required: \(result.required)"))"
    }
  }

  /// The sentence of the end, and the remedy of everything that stands against a run or is not as one would wish.
  func summary(_ summary: CheckSummary) -> String {
    var lines = ["", summary.words]
    for result in summary.blocking {
      lines.append("  \(style.paint(result.id.rawValue, .bad)) \(result.subject)")
      if !result.remedy.isEmpty { lines.append("    next: \(result.remedy)") }
      lines.append(
        result.id.isAcceptable
          ? "    or go on with it: --accept \(result.id.rawValue)"
          : "    it cannot be accepted: a run would not be safe")
    }
    for result in summary.results where result.verdict == .warn && !result.remedy.isEmpty {
      lines.append("  \(style.paint(result.id.rawValue, .warning)) \(result.subject)")
      lines.append("    next: \(result.remedy)")
    }
    return lines.joined(separator: "\n")
  }

  private func mark(_ verdict: CheckVerdict) -> String {
    switch verdict {
    case .pass: style.paint(style.check, .good)
    case .warn: style.paint(style.caution, .warning)
    case .fail: style.paint(style.cross, .bad)
    case .skipped: style.paint(style.skipped, .faint)
    }
  }
}
