import Cutover
import Protocol

/// What the safety of a cut rests on, and what is at work.
extension RedisChecks {
  /// Sentinel and cluster promote servers by themselves (safety.md, trap 11).
  func standalone(_ facts: RedisFacts) -> CheckResult? {
    guard let mode = facts.depth?.mode else { return nil }
    return CheckResult(
      .standalone, subject, holds: mode == "standalone", observed: "mode \(mode)",
      required: "standalone: nobody else may promote a server",
      remedy: "this version moves single servers only: take it out of the \(mode) first")
  }

  /// With `replica-read-only no` a fence is void (safety.md, trap 6).
  func readOnly(_ facts: RedisFacts, _ subject: String) -> CheckResult? {
    guard let isReadOnly = facts.depth?.replicaReadOnly else { return nil }
    return CheckResult(
      .readOnly, subject, holds: isReadOnly, observed: "replica-read-only \(isReadOnly ? "yes" : "no")",
      required: "yes: a server that follows must refuse its clients' writes",
      remedy: "docker exec \(facts.container) redis-cli CONFIG SET replica-read-only yes")
  }

  /// A job that runs longer than the drain waits is killed, and runs again.
  func jobs(_ answer: CheckFacts.Answer<AuditQueues.Reply>, drainSeconds: Int) -> CheckResult? {
    guard case .success(let reply) = answer else { return nil }
    let longest = reply.audits.filter { $0.longestJobSeconds != nil }
      .max { ($0.longestJobSeconds ?? 0) < ($1.longestJobSeconds ?? 0) }
    let seconds = longest?.longestJobSeconds ?? 0
    return CheckResult(
      .jobs, subject, holds: seconds < drainSeconds, otherwise: .warn,
      observed: longest.map { "a job of \($0.queue) has run for \(seconds) s" } ?? "no job at work",
      required: "below \(drainSeconds) s (`policy.drain`): a job that runs longer is killed, and runs again",
      remedy: "raise policy.drain above the longest job, or run it when that job has ended")
  }
}
