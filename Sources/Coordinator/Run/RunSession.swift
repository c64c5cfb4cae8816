import Cutover
import Foundation
import Journal
import Protocol

/// One run from plan to outcome: shows what will be done, asks, runs it, and says at the end what happened and what comes
/// next.
struct RunSession: Sendable {
  let subject: RunSubject
  let agents: FleetConnections
  let console: Console
  /// Whether the operator has said yes on the command line.
  let isConfirmed: Bool
  /// Who runs it: operator and laptop.
  let holder: String
  /// Where runs' journals lie.
  let stateDirectory: String

  /// Runs in a direction.
  /// - Returns: the process's exit code.
  func run(_ direction: Direction) async throws(OperatorError) -> ExitStatus {
    let run = RunID(rawValue: Self.runName(.now))
    let plan = try await RunPlanner(subject: subject, agents: agents).plan(direction, run: run)
    console.print(introduction(plan))
    guard confirmed() else { return .usage }
    let watcher: any RunWatcher =
      console.isJSON
      ? JSONRunWatcher { [console] line in console.write(line + "\n") }
      : TerminalRunWatcher(console.output) { [console] text in console.write(text) }
    let performer = StepPerformer(plan: plan, subject: subject, agents: agents, holder: holder) { step, progress in
      watcher.progressed(step, progress)
    }
    let journal = try openJournal(run)
    let shell = RunShell(plan: plan, journal: journal, performer: performer, watcher: watcher)
    let began = ContinuousClock.now
    let interrupts = InterruptHandler { [console] in console.note($0) }
    let outcome = try await interrupts.while(onInterrupt: shell.requestAbort) {
      () async throws(OperatorError) -> Outcome in try await shell.run()
    }
    let measurements = await performer.measurements
    let summary = RunSummary(
      run: run.rawValue, direction: direction, outcome: outcome, measurements: measurements,
      seconds: (ContinuousClock.now - began) / .seconds(1))
    // For `history` and `report`, and for whoever was not at the screen. The journal beside it has everything.
    try? Data((summary.json + "\n").utf8).write(to: URL(filePath: "\(stateDirectory)/runs/\(run.rawValue).json"))
    console.write(console.isJSON ? summary.json + "\n" : summary.text(console.output.style))
    return ExitStatus(rawValue: outcome.exitCode) ?? .undetermined
  }

  private func confirmed() -> Bool {
    if isConfirmed { return true }
    guard console.output.isTTY, !console.isJSON else {
      console.note("not run: without a terminal, --yes must say that it may be")
      return false
    }
    console.write("Run it? Type yes: ")
    return readLine() == "yes"
  }

  private func openJournal(_ run: RunID) throws(OperatorError) -> Journal<RunRecord> {
    let directory = "\(stateDirectory)/runs"
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return try Journal(path: "\(directory)/\(run.rawValue).journal")
    } catch {
      throw OperatorError(
        code: "journal", message: "the run's journal cannot be made", observed: "\(error)",
        required: "to write into \(directory)", next: "check its owner and free room")
    }
  }

  private func introduction(_ plan: RunPlan) -> String {
    let (leader, follower) = (container(plan.leader), container(plan.follower))
    let style = console.output.style
    let hosts = plan.workerHosts.map(\.rawValue).joined(separator: ", ")
    let what = plan.direction == .cutover ? "cutover" : "rollback"
    return """
      \(style.bold("\(what) \(plan.run)")) of fleet \(subject.fleet.name), epoch \(plan.epoch)
        the pen   \(leader) on \(plan.leader) \(style.arrow) \(follower) on \(plan.follower)
        workers   on \(hosts.isEmpty ? "no host" : hosts): stopped, their env file changed in one line, started again
        budget    clients wait at most \(DurationText.text(subject.fleet.policy.writePause)); beyond that it is undone
        the App   is not moved by this version: its adds fail loudly until its URL is changed

      """
  }

  private func container(_ host: HostID) -> String { subject.reference(of: host)?.container ?? "?" }

  /// A name that sorts by time and that a person can read out.
  static func runName(_ now: Date) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withYear, .withMonth, .withDay, .withTime]
    return formatter.string(from: now).filter { $0 != ":" && $0 != "-" } + "-\(UInt16.random(in: 1000...9999))"
  }
}
