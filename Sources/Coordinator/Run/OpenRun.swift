import Cutover
import Journal
import Protocol

/// A run without an end that may be resumed here: the run of the fleet's highest epoch, whose coordinator is gone.
struct OpenRun: Sendable {
  /// What the run does, as it was last led.
  let plan: RunPlan
  /// How far its journal says it is.
  let phase: Phase
  /// Its journal so far.
  let entries: [RunEntry]
  /// Whether that is an agent's copy, which may lag.
  let isCopy: Bool
  /// The new epoch.
  let epoch: Epoch
  /// Where the pen is, as the agents' records say.
  let pen: String

  /// Finds it.
  /// - Throws: ``OperatorError`` when there is none, when somebody leads it, or when it has ended or was superseded.
  static func find(_ wanted: RunID?, in session: RunSession) async throws(OperatorError) -> OpenRun {
    let hosts = session.subject.hosts
    let records = try await records(session)
    try records.requireFree(takeover: session.takeover)
    guard let highest = records.highest else { throw none(observed: "no agent has ever granted a lease", records) }
    if let wanted, wanted != highest.run {
      throw OperatorError(
        code: "run_superseded", message: "run \(wanted) is not the fleet's newest",
        observed: "the highest epoch (\(highest.epoch)) belongs to run \(highest.run)",
        required: "the newest run: what an older one changed is not its own any more",
        next: "coordinator history \(wanted); or resume \(highest.run), if it is open")
    }
    if FinalizeArchive.isFinalize(highest.run) {
      throw OperatorError(
        code: "no_open_run", message: "there is no open run", observed: "the newest is finalize \(highest.run)",
        required: "a run that was begun and has no end",
        next: "coordinator finalize, which goes on where it stopped; coordinator status")
    }
    let (entries, isCopy) = try await journal(of: highest, hosts, session)
    guard let machine = RunMachine(replaying: entries.map(\.record)) else { throw unreadable(highest.run) }
    if let outcome = machine.outcome { throw ended(highest.run, outcome, machine.plan) }
    return OpenRun(
      plan: machine.plan, phase: machine.phase, entries: entries, isCopy: isCopy,
      epoch: max(highest.epoch, machine.plan.epoch).next, pen: records.penWords)
  }

  /// Of all participants; or of those that are left, where the open run is one that goes on without a lost host.
  private static func records(_ session: RunSession) async throws(OperatorError) -> FleetRecords {
    do throws(OperatorError) {
      return try await FleetRecords.read(session.subject, session.agents)
    } catch {
      let target = session.subject.target
      guard let rest = try? await FleetRecords.read(session.subject, without: target, session.agents),
        let highest = rest.highest,
        let (entries, _) = try? await journal(of: highest, session.subject.hosts, session),
        RunMachine(replaying: entries.map(\.record))?.plan.lostHolder == target
      else { throw error }
      return rest
    }
  }

  /// Opens the journal of this life; a copy becomes a journal of its own that says that it was one.
  func openJournal(
    _ archive: RunArchive
  ) throws(OperatorError) -> (journal: Journal<RunEntry>, entries: [RunEntry]) {
    if !isCopy {
      let journal = try archive.open(plan.run)
      return (journal, journal.records)
    }
    let now = entries.last?.milliseconds ?? 0
    let lines = entries + [RunEntry(milliseconds: now, record: .copied)]
    return (try archive.open(plan.run, copying: lines), lines)
  }

  /// This laptop's journal where it led the run last; else the longest copy of whoever did.
  private static func journal(
    of highest: Grant, _ hosts: [HostID], _ session: RunSession
  ) async throws(OperatorError) -> ([RunEntry], isCopy: Bool) {
    if let entries = try session.archive.entries(of: highest.run),
      let machine = RunMachine(replaying: entries.map(\.record)), machine.plan.epoch >= highest.epoch
    {
      return (entries, false)
    }
    var best: RunCopy?
    for host in hosts {
      guard let copy = await copy(at: host, session.agents), copy.grant.run == highest.run else { continue }
      if let found = best, (found.grant.epoch, found.entries.count) >= (copy.grant.epoch, copy.entries.count) {
        continue
      }
      best = copy
    }
    guard let best else {
      throw OperatorError(
        code: "run_unknown", message: "nobody here knows run \(highest.run)",
        observed: "no journal of it on this laptop that is up to date, and no copy at an agent",
        required: "its journal, or a copy",
        next: "resume it on the laptop that led it; if it is gone, the agents end what is open by themselves")
    }
    return (best.entries, true)
  }

  /// An agent's copy; `nil` where it has none, or cannot be asked.
  static func copy(at host: HostID, _ agents: FleetConnections) async -> RunCopy? {
    do throws(ProtocolError) {
      return try await agents.connection(to: host).call(ReadRunCopy()).copy
    } catch {
      return nil
    }
  }

  private static func none(observed: String, _ records: FleetRecords) -> OperatorError {
    OperatorError(
      code: "no_open_run", message: "there is no open run", observed: "\(observed); \(records.penWords)",
      required: "a run that was begun and has no end", next: "coordinator cutover begins one")
  }

  private static func ended(_ run: RunID, _ outcome: Outcome, _ plan: RunPlan) -> OperatorError {
    let summary = RunSummary(
      run: run.rawValue, direction: plan.direction, outcome: outcome, measurements: RunMeasurements(), seconds: nil)
    return OperatorError(
      code: "no_open_run", message: "there is no open run",
      observed: "the newest, \(plan.direction.rawValue) \(run), has ended: \(summary.word)",
      required: "a run that was begun and has no end", next: summary.next.first ?? "coordinator status")
  }

  static func unreadable(_ run: RunID) -> OperatorError {
    OperatorError(
      code: "run_unreadable", message: "the journal of run \(run) does not begin with a plan",
      observed: "no plan in its first line", required: "the plan",
      next: "the agents end what is open by themselves: coordinator status")
  }
}
