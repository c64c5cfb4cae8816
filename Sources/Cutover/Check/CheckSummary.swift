/// All results of one look, and what an operator has accepted.
public struct CheckSummary: Sendable, Hashable {
  /// Every result.
  public let results: [CheckResult]
  /// Accepted by name.
  public let accepted: Set<CheckID>

  /// Of one look.
  public init(results: [CheckResult], accepted: Set<CheckID> = []) {
    self.results = results
    self.accepted = accepted
  }

  /// What stands against a run: failures that nobody has accepted, or nobody may accept.
  public var blocking: [CheckResult] {
    results.filter { $0.verdict == .fail && !($0.id.isAcceptable && accepted.contains($0.id)) }
  }

  /// Failures that were accepted.
  public var acceptedFailures: [CheckResult] {
    results.filter { $0.verdict == .fail && $0.id.isAcceptable && accepted.contains($0.id) }
  }

  /// In a sentence: `31 checks: 28 pass, 2 warn, 1 accepted (redis.evicted)`.
  public var words: String {
    func count(_ verdict: CheckVerdict) -> Int { results.count { $0.verdict == verdict } }
    var parts = ["\(count(.pass)) pass"]
    if count(.warn) > 0 { parts.append("\(count(.warn)) warn") }
    if !blocking.isEmpty { parts.append("\(blocking.count) fail") }
    if !acceptedFailures.isEmpty {
      let names = Set(acceptedFailures.map(\.id.rawValue)).sorted().joined(separator: ", ")
      parts.append("\(acceptedFailures.count) accepted (\(names))")
    }
    if count(.skipped) > 0 { parts.append("\(count(.skipped)) not looked at") }
    return "\(results.count) checks: \(parts.joined(separator: ", "))"
  }
}
