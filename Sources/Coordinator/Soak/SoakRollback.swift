import Cutover
import Protocol

/// The rollback that `soak --rollback-on` begins by itself: the same as `coordinator rollback --yes`, and only while it
/// loses nothing.
struct SoakRollback: Sendable {
  let options: SharedOptions
  let console: Console
  let connections: FleetConnections

  /// Rolls back when that is lossless.
  /// - Returns: `rolledBack` when it is done; `incomplete` when it was not begun; else as the rollback ended.
  func run(because found: SoakFinding) async throws -> ExitStatus {
    let reader = StatusReader(connections: connections)
    let report = StatusReport(of: connections.fleet, readings: await reader.readAll(), now: reader.now())
    if let reason = Self.refusal(report.rollback) {
      try refuse(found, reason)
      return .incomplete
    }
    console.print("rolling back because of \(found.check.rawValue)")
    var confirmed = options
    confirmed.yes = true
    do {
      let status = try await RunSetup.session(confirmed).run(.rollback, holdsAfterSync: false)
      return status == .done ? .rolledBack : status
    } catch let error as OperatorError {
      console.report(error)
      return .incomplete
    }
  }

  /// Why there is no rollback by itself; `nil` where nothing stands against it.
  static func refusal(_ rollback: RollbackStatus?) -> String? {
    switch rollback?.possibility {
    case .lossless: nil
    case .notNeeded: "the source holds the pen: there is nothing to roll back"
    case .finalized: "the old Redis was retired: there is nothing to go back to"
    case .behind: "the source is still copying"
    case .lossy:
      rollback?.lost.map { "it is not lossless since \(UTCText.text($0.since)): \($0.reason)" }
        ?? "it would lose what was written since the cut: the source does not follow"
    case .unknown, nil: "not every agent answers: nobody knows whether it is lossless"
    }
  }

  private func refuse(_ found: SoakFinding, _ reason: String) throws(OperatorError) {
    if console.isJSON { return try console.emit(SoakEventLine.rollbackRefused(reason: reason)) }
    console.print("not rolled back because of \(found.check.rawValue): \(reason)")
    console.print("  next: coordinator status; the decision is yours: coordinator rollback")
  }
}
