import Cutover

/// The last line of `check --json`, after one line a result: `{"event":"summary",…}`.
struct CheckSummaryLine: Encodable {
  let event = "summary"
  let direction: Direction
  /// Results by verdict; a failure counts as one whether it is accepted or not.
  let checks: Int
  let pass: Int
  let warn: Int
  let fail: Int
  let skipped: Int
  /// Names of the checks that stand against a run.
  let blocking: [String]
  /// Names of failures that were accepted.
  let accepted: [String]
  /// How long the whole list took.
  let milliseconds: Int

  /// Of a look that took so long.
  init(_ summary: CheckSummary, _ direction: Direction, took: Duration) {
    func count(_ verdict: CheckVerdict) -> Int { summary.results.count { $0.verdict == verdict } }
    func names(_ results: [CheckResult]) -> [String] { Set(results.map(\.id.rawValue)).sorted() }
    self.direction = direction
    checks = summary.results.count
    (pass, warn, fail, skipped) = (count(.pass), count(.warn), count(.fail), count(.skipped))
    blocking = names(summary.blocking)
    accepted = names(summary.acceptedFailures)
    milliseconds = Int(took / .milliseconds(1))
  }
}
