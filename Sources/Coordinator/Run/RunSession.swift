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

  /// Whether a live lease of somebody else is taken over.
  var takeover = false
  /// Checks whose failure is accepted by name.
  var accepted: Set<CheckID> = []
  /// The plan that the operator has seen; its facts must still be true.
  var planHash: String?
  /// Whether the App of the fleet file is moved as well.
  var movesApp = true
  /// Who tells the fleet's webhook how the run goes; none where the fleet names none.
  var notices: NoticeSender?

  /// Whether a stand-in answers at the old name after a cutover.
  var standIn = false

  /// The journals of this laptop's runs.
  var archive: RunArchive { RunArchive(stateDirectory: stateDirectory) }

  /// Runs in a direction.
  /// - Returns: the process's exit code.
  func run(
    _ direction: Direction, holdsAfterSync: Bool, rehearsal: Bool = false
  ) async throws(OperatorError) -> ExitStatus {
    let run = RunID(rawValue: Self.runName(.now))
    let plan = try await RunPlanner(subject: subject, agents: agents).plan(
      direction, run: run, takeover: takeover, holdsAfterSync: holdsAfterSync, accepted: accepted,
      rehearsal: rehearsal, planHash: planHash, movesApp: movesApp,
      standIn: standIn && direction == .cutover && !rehearsal)
    console.print(introduction(plan))
    guard confirmed() else { return .usage }
    return try await begin(plan)
  }

  /// Runs what has been shown and confirmed.
  func begin(_ plan: RunPlan) async throws(OperatorError) -> ExitStatus {
    let journal = try archive.open(plan.run)
    let outcome = try await lead(RunMachine(plan: plan), plan, journal, entries: [], opening: [.begin])
    return ExitStatus(rawValue: outcome.exitCode) ?? .undetermined
  }

  /// Goes on with the open run, under a new epoch.
  /// - Parameters:
  ///   - run: which; none for the newest.
  ///   - aborts: whether it is taken back.
  func resume(_ run: RunID?, aborts: Bool) async throws(OperatorError) -> Outcome? {
    let open = try await OpenRun.find(run, in: self)
    console.print(introduction(open, aborts: aborts))
    guard confirmed() else { return nil }
    let (journal, entries) = try open.openJournal(archive)
    let records = entries.map(\.record)
    guard let machine = RunMachine(replaying: records) else { throw OpenRun.unreadable(open.plan.run) }
    let plan = open.plan.under(open.epoch)
    let opening: [RunEvent] = [.resume(open.epoch)] + (aborts ? [.abortRequested] : [])
    return try await lead(machine, plan, journal, entries: entries, opening: opening)
  }

  /// Leads a run to its outcome and says how it went, with the fleet's webhook told beside it.
  private func lead(
    _ machine: RunMachine, _ plan: RunPlan, _ journal: Journal<RunEntry>, entries: [RunEntry], opening: [RunEvent]
  ) async throws(OperatorError) -> Outcome {
    let terminal = console.isJSON ? nil : TerminalRunWatcher(console.output) { [console] in console.write($0) }
    let screen: any RunWatcher = terminal ?? JSONRunWatcher { [console] line in console.write(line + "\n") }
    guard let notices else {
      return try await lead(machine, plan, journal, entries: entries, opening: opening, screen, terminal).outcome
    }
    let writer = NoticeWriter(fleet: subject.fleet.name, plan: plan)
    let watcher = NoticeWatcher(screen, writer: writer) { notices.post($0) }
    notices.post(writer.began(resumed: !entries.isEmpty))
    let ended = await notices.whileSending { () async throws(OperatorError) -> Outcome in
      let summary = try await lead(machine, plan, journal, entries: entries, opening: opening, watcher, terminal)
      notices.post(writer.outcome(summary))
      return summary.outcome
    }
    if let complaint = ended.complaint { console.note(complaint) }
    return try ended.result.get()
  }

  private func lead(
    _ machine: RunMachine, _ plan: RunPlan, _ journal: Journal<RunEntry>, entries: [RunEntry], opening: [RunEvent],
    _ watcher: any RunWatcher, _ terminal: TerminalRunWatcher?
  ) async throws(OperatorError) -> RunSummary {
    let performer = StepPerformer(
      plan: plan, subject: subject, agents: agents, holder: holder, takeover: takeover,
      seenPlan: plan.planHash.flatMap { PlanArchive(stateDirectory: stateDirectory).facts($0) }
    ) { step, progress in watcher.progressed(step, progress) }
    await performer.recall(entries.map(\.record))
    let shell = RunShell(machine: machine, journal: journal, entries: entries, performer: performer, watcher: watcher)
    let began = ContinuousClock.now
    let interrupts = InterruptHandler { [console] in console.note($0) }
    let outcome = try await interrupts.while(onInterrupt: { shell.requestAbort(again: $0) }) {
      () async throws(OperatorError) -> Outcome in try await shell.run(opening)
    }
    let measurements = await performer.measurements
    var summary = RunSummary(
      run: plan.run.rawValue, direction: plan.direction, outcome: outcome, measurements: measurements,
      seconds: (ContinuousClock.now - began) / .seconds(1), isRehearsal: plan.rehearsal,
      accepted: await performer.acceptedFailures, said: terminal?.said ?? [:])
    summary.producers = await performer.producers
    // For `history` and `report`, and for whoever was not at the screen. The journal beside it has everything.
    try? Data((summary.json + "\n").utf8).write(to: URL(filePath: "\(archive.directory)/\(plan.run.rawValue).json"))
    console.write(console.isJSON ? summary.json + "\n" : summary.text(console.output.style))
    return summary
  }

  /// Whether the operator says yes, on the command line or now.
  func confirmed() -> Bool {
    if isConfirmed { return true }
    guard console.output.isTTY, !console.isJSON else {
      console.note("not run: without a terminal, --yes must say that it may be")
      return false
    }
    console.write("Run it? Type yes: ")
    return readLine() == "yes"
  }

  private func introduction(_ open: OpenRun, aborts: Bool) -> String {
    let style = console.output.style
    let source = open.isCopy ? "the agents' copies of its journal" : "this laptop's journal"
    return """
      \(style.bold("\(aborts ? "abort" : "resume") \(open.plan.run)")) of fleet \(subject.fleet.name), epoch \(open.epoch)
        the run   \(open.plan.direction.rawValue), interrupted in phase \(open.phase.rawValue), from \(source)
        the pen   \(open.pen)

      """
  }

  private func introduction(_ plan: RunPlan) -> String {
    let (leader, follower) = (container(plan.leader), container(plan.follower))
    let style = console.output.style
    let hosts = plan.workerHosts.map(\.rawValue).joined(separator: ", ")
    if plan.rehearsal { return rehearsalIntroduction(plan) }
    let what = plan.direction == .cutover ? "cutover" : "rollback"
    return """
      \(style.bold("\(what) \(plan.run)")) of fleet \(subject.fleet.name), epoch \(plan.epoch)
        the pen   \(leader) on \(plan.leader) \(style.arrow) \(follower) on \(plan.follower)
        workers   on \(hosts.isEmpty ? "no host" : hosts): stopped, their env file changed in one line, started again
        budget    clients wait at most \(DurationText.text(subject.fleet.policy.writePause)); beyond that it is undone
        the App   \(app(plan))\(standIn(plan))\(accepted(plan))

      """
  }

  private func rehearsalIntroduction(_ plan: RunPlan) -> String {
    """
    \(console.output.style.bold("rehearsal \(plan.run)")) of fleet \(subject.fleet.name), epoch \(plan.epoch)
      the copy  \(container(plan.follower)) on \(plan.follower) follows \(container(plan.leader)), then is detached again
      workers   go on: none is stopped, and no write is refused\(accepted(plan))

    """
  }

  private func app(_ plan: RunPlan) -> String {
    guard plan.movesApp, let app = subject.app else { return RunSubject.appIsNotMoved(subject.fleet.app) }
    return app.words(newRedis: plan.direction == .cutover ? subject.targetAddress : "the Redis that it had before")
  }

  private func standIn(_ plan: RunPlan) -> String {
    guard plan.standIn == true else { return "" }
    let name = container(plan.leader)
    return
      "\n  stand-in  \(name)'s name goes on answering, passed on to \(container(plan.follower)); \(name) itself gets "
      + "another port"
  }

  private func accepted(_ plan: RunPlan) -> String {
    guard let names = plan.accepted else { return "" }
    return "\n  accepted  although they may fail: \(names.map(\.rawValue).joined(separator: ", "))"
  }

  private func container(_ host: HostID) -> String { subject.reference(of: host)?.container ?? "?" }

  /// A name that sorts by time and that a person can read out.
  static func runName(_ now: Date) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withYear, .withMonth, .withDay, .withTime]
    return formatter.string(from: now).filter { $0 != ":" && $0 != "-" } + "-\(UInt16.random(in: 1000...9999))"
  }
}
