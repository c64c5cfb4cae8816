import Cutover
import Protocol

/// What one agent saw in the soak.
struct SoakHostStatus: Codable, Hashable, Sendable {
  /// The host.
  var host: String
  /// What its Redis is: `holder`, `follower`, or `workers` where it watches none.
  var part: SoakPart
  /// Whether it still watches.
  var open: Bool
  /// Why it no longer does.
  var end: SoakEnd?
  /// Seconds until its window ends, by its own clock; 0 once it has.
  var remainingSeconds: Int
  /// What it saw.
  var summary: SoakSummary
  /// What it found.
  var findings: [SoakFinding]

  /// From an agent's answer; `nil` where it has never watched.
  init?(_ host: HostID, _ reply: ReadSoak.Reply) {
    guard let watch = reply.watch else { return nil }
    self.host = host.rawValue
    part = watch.window.part
    end = watch.end
    open = watch.end == nil
    remainingSeconds = open && watch.window.until > reply.now ? Int(watch.window.until - reply.now) : 0
    summary = watch.summary
    findings = watch.findings
  }
}
