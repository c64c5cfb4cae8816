import Cutover
import Protocol

/// What is on record of the cut that brought the pen to where it is: by this laptop's journals, or the agents' copies.
struct CutRecord: Sendable, Hashable {
  /// The run that moved it.
  let run: RunID
  /// When: milliseconds since 1970, by the clock of the laptop that led it.
  let milliseconds: Int
  /// Jobs by queue then; empty where that is not known.
  let depths: [QueueDepth]
  /// What producers are compared with; none of an older version.
  let baseline: CutBaseline?

  /// The newest one in these journals that moved the pen to a host.
  init?(in journals: [[RunEntry]], to holder: HostID) {
    let found = journals.compactMap { Self(entries: $0, to: holder) }
    guard let newest = found.max(by: { $0.milliseconds < $1.milliseconds }) else { return nil }
    self = newest
  }

  private init?(entries: [RunEntry], to holder: HostID) {
    guard case .begun(let plan)? = entries.first?.record, plan.follower == holder else { return nil }
    for entry in entries.reversed() {
      switch entry.record {
      case .stepFinished(.cut, let result):
        guard case .cut(.passed(let details)) = result.detail else { continue }
        (run, milliseconds) = (plan.run, entry.milliseconds)
        (depths, baseline) = (details.depths, result.baseline)
        return
      case .stepFinished(.takePen, _), .cutDecided(_, moved: true):
        // It has moved, without its own account of it: a cut that was ended by the agents, or a lost holder.
        guard !entries.contains(where: \.isPassedCut) else { continue }
        (run, milliseconds, depths, baseline) = (plan.run, entry.milliseconds, [], nil)
        return
      case _: continue
      }
    }
    return nil
  }

  /// Reads what this laptop and the agents have.
  static func find(holder: HostID, _ session: RunSession) async throws(OperatorError) -> CutRecord? {
    var journals: [[RunEntry]] = []
    for run in session.archive.runs {
      // One that cannot be read does not hide the others.
      if let entries = try? session.archive.entries(of: run) { journals.append(entries) }
    }
    for host in session.subject.hosts {
      if let copy = await OpenRun.copy(at: host, session.agents) { journals.append(copy.entries) }
    }
    return CutRecord(in: journals, to: holder)
  }
}

extension RunEntry {
  fileprivate var isPassedCut: Bool {
    if case .stepFinished(.cut, let result) = record, case .cut(.passed) = result.detail { true } else { false }
  }
}
