import Cutover
import Protocol

/// What whoever waits for the end of a soak knows so far: the last answer of each agent, and what to do next. Pure.
struct SoakProgress: Sendable {
  /// What to do next.
  enum Step: Equatable, Sendable {
    /// Ask again.
    case wait
    /// No agent knows of a soak.
    case none(silent: [String])
    /// Something was found on which the operator wants a rollback.
    case rollBack(SoakFinding)
    /// It is over; these hosts have not said how it ended.
    case ended(silent: [String])
    /// It is over before its time.
    case endedEarly(SoakEnd)
  }

  /// How long an agent that does not answer is waited for after its window's end.
  static let grace = 60
  private let fleet: Fleet
  private let rollbackOn: Set<SoakCheckID>
  private(set) var replies: [HostID: ReadSoak.Reply] = [:]
  private var told: Set<String> = []
  /// The run whose soak is waited for.
  private var run: String?
  /// Hosts whose latest question got no answer.
  private(set) var silent: [String] = []

  init(fleet: Fleet, rollbackOn: Set<SoakCheckID>) {
    self.fleet = fleet
    self.rollbackOn = rollbackOn
  }

  /// The soak, as far as it is known.
  var status: SoakStatus? {
    var status = SoakStatus(of: fleet, replies)
    status?.silent = silent
    return status
  }

  /// Takes the answers of one round in.
  /// - Parameter now: milliseconds since 1970 by the laptop's clock.
  mutating func take(_ answers: [HostID: ReadSoak.Reply], now: Int) -> Step {
    replies.merge(answers) { $1 }
    silent = fleet.participants.filter { answers[HostID(rawValue: $0)] == nil }
    guard let status else { return .none(silent: silent) }
    // A newer run has moved the pen, and has a window of its own.
    if let run, status.run != run { return .endedEarly(.penMoved) }
    run = status.run
    if let wanted = status.findings.first(where: { rollbackOn.contains($0.found.check) }) {
      return .rollBack(wanted.found)
    }
    if let early = status.early { return .endedEarly(early) }
    // An agent whose last word is of an open window may have found something since.
    let unknown = silent.filter { id in replies[HostID(rawValue: id)]?.watch?.end == nil }
    let isDone = status.hosts.allSatisfy { !$0.open || unknown.contains($0.host) }
    guard isDone, unknown.isEmpty || now > status.until + Self.grace * 1000 else { return .wait }
    return .ended(silent: unknown)
  }

  /// Findings that were not told yet.
  mutating func news() -> [(host: String, found: SoakFinding)] {
    (status?.findings ?? []).filter { told.insert("\($0.host) \($0.found.check.rawValue)").inserted }
  }
}
