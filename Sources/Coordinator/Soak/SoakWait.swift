import Cutover
import Foundation
import Protocol

/// Stays until the agents have ended their watch, tells each finding when it comes, and rolls back where the operator has
/// said so. Agents that do not answer meanwhile do not matter: they watch by themselves, and say afterwards what they saw.
struct SoakWait: Sendable {
  let reader: SoakReader
  let console: Console
  /// Findings on which is rolled back.
  let rollbackOn: Set<SoakCheckID>
  /// Begins the rollback.
  let rollback: SoakRollback
  /// How long it is from one question to the next.
  var interval: Duration = .seconds(2)
  /// The laptop's clock, in milliseconds since 1970.
  var now: @Sendable () -> Int = { Int(Date().timeIntervalSince1970 * 1000) }

  private var text: SoakText { SoakText(style: console.output.style) }

  /// Waits.
  /// - Returns: what the process ends with.
  func run() async throws -> ExitStatus {
    let fleet = reader.connections.fleet
    var progress = SoakProgress(fleet: fleet, rollbackOn: rollbackOn)
    var silent: [String] = []
    var isFirst = true
    while true {
      let step = progress.take(await reader.readAll(), now: now())
      if isFirst, let soak = progress.status, soak.open { console.print(text.headline(soak)) }
      isFirst = false
      for (host, found) in progress.news() { try tell(host, found) }
      if progress.silent != silent {
        silent = progress.silent
        console.note(
          silent.isEmpty
            ? "every agent answers again"
            : "no answer of \(silent.joined(separator: ", ")); the agents watch by themselves meanwhile")
      }
      switch step {
      case .wait: try await Task.sleep(for: interval)
      case .none(let silent): throw Self.noSoak(fleet, silent)
      case .rollBack(let found): return try await rollback.run(because: found)
      case .ended(let silent): return try end(progress, silent: silent)
      case .endedEarly:
        try show(progress)
        return .incomplete
      }
    }
  }

  private func end(_ progress: SoakProgress, silent: [String]) throws(OperatorError) -> ExitStatus {
    try show(progress)
    guard progress.status?.findings.isEmpty != false else { return .degraded }
    guard silent.isEmpty else {
      console.note(
        "\(silent.joined(separator: ", ")) did not say how the soak ended there; next: coordinator soak, once it answers"
      )
      return .undetermined
    }
    return .done
  }

  private func show(_ progress: SoakProgress) throws(OperatorError) {
    guard let soak = progress.status else { return }
    if console.isJSON { return try console.emit(SoakEventLine.ended(soak)) }
    for line in [text.headline(soak)] + text.hosts(soak) { console.print(line) }
  }

  private func tell(_ host: String, _ found: SoakFinding) throws(OperatorError) {
    if console.isJSON { return try console.emit(SoakEventLine.found(host: host, found)) }
    for line in text.finding(host, found) { console.print(line) }
  }

  /// No agent that answers has ever watched.
  static func noSoak(_ fleet: Fleet, _ silent: [String]) -> OperatorError {
    OperatorError(
      code: "soak_none", message: "no agent of fleet \(fleet.name) watches or has watched",
      observed: silent.isEmpty ? "no window on record" : "no answer of \(silent.joined(separator: ", "))",
      required: "a window, which a cutover or a rollback opens when it has succeeded",
      next: silent.isEmpty ? "coordinator cutover" : "coordinator status")
  }
}
