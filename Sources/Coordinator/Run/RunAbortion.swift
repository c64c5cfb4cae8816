import Cutover
import Protocol

/// `coordinator abort`: the holder of the pen first, then the coordinator that leads; where none leads any more, this one
/// takes the run back.
struct RunAbortion: Sendable {
  let session: RunSession
  /// How long the leading coordinator may take to come to an end.
  var patience: Duration = .seconds(300)

  private var messenger: RunMessenger { RunMessenger(session: session) }

  /// Aborts and waits for the end.
  /// - Throws: ``OperatorError`` when there is nothing to abort, or when it is too late.
  func run() async throws(OperatorError) -> ExitStatus {
    let records = try await FleetRecords.read(session.subject, session.agents)
    guard let live = records.live else { return try await abortAlone() }
    let plan = await newestCopy(of: live.grant.run).flatMap { RunMachine(replaying: $0.entries.map(\.record))?.plan }
    if let plan, records.hasMoved(plan) { throw Self.tooLate(plan) }
    try await bar(live, plan, records)
    try await messenger.tell(.abort, live)
    session.console.note(
      "run \(live.grant.run), led by \(live.holder), will stop at its next safe point; waiting for its end")
    return try await awaitEnd(live, plan)
  }

  /// From here on no cut of this run can begin: what the coordinator finds then is a refusal, and it takes back.
  private func bar(
    _ live: FleetRecords.Live, _ plan: RunPlan?, _ records: FleetRecords
  ) async throws(OperatorError) {
    let holders = records.facts.filter { _, facts in
      switch facts.pen {
      case .hold, .cut: true
      case .not, nil: false
      }
    }.map(\.key)
    guard let holder = plan?.leader ?? holders.first else { return }
    do {
      let answer = try await session.agents.connection(to: holder).call(AbortCut(epoch: live.grant.epoch))
      session.console.detail("\(holder): \(answer.words)")
      if answer == .tooLate, let plan { throw Self.tooLate(plan) }
    } catch let error as ProtocolError {
      throw error.operatorError
    } catch let error as OperatorError {
      throw error
    } catch {
      throw OperatorError(code: "internal", message: "the abort failed", observed: "\(error)")
    }
  }

  private func awaitEnd(_ live: FleetRecords.Live, _ plan: RunPlan?) async throws(OperatorError) -> ExitStatus {
    let limit = ContinuousClock.now + patience
    while ContinuousClock.now < limit {
      guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { break }
      // An agent that is being restarted is back in seconds, and the wish is on record.
      guard let now = try? await FleetRecords.read(session.subject, session.agents) else { continue }
      if let plan, now.hasMoved(plan) { throw Self.tooLate(plan) }
      let copy = await newestCopy(of: live.grant.run)
      let machine = copy.flatMap { RunMachine(replaying: $0.entries.map(\.record)) }
      if let machine, let outcome = machine.outcome { return say(outcome, machine.plan) }
      // Gone without an end, and nobody else leads: what it left is taken back from here.
      if now.live == nil { return try await abortAlone() }
    }
    throw OperatorError(
      code: "abort_pending", message: "the run has not ended yet",
      observed: "\(live.holder) was told, and still leads run \(live.grant.run)", required: "its end",
      next: "coordinator status; if its coordinator hangs: coordinator resume --takeover")
  }

  /// Nobody leads: this laptop resumes the run, to take it back.
  private func abortAlone() async throws(OperatorError) -> ExitStatus {
    let open = try await OpenRun.find(nil, in: session)
    let records = try await FleetRecords.read(session.subject, session.agents)
    if records.hasMoved(open.plan) { throw Self.tooLate(open.plan) }
    guard let outcome = try await session.resume(open.plan.run, aborts: true) else { return .usage }
    return Self.status(of: outcome)
  }

  private func say(_ outcome: Outcome, _ plan: RunPlan) -> ExitStatus {
    let summary = RunSummary(
      run: plan.run.rawValue, direction: plan.direction, outcome: outcome, measurements: RunMeasurements(), seconds: nil
    )
    let console = session.console
    console.write(console.isJSON ? summary.json + "\n" : summary.text(console.output.style))
    return Self.status(of: outcome)
  }

  /// An abort that took everything back did what it was asked to.
  private static func status(of outcome: Outcome) -> ExitStatus {
    switch outcome {
    case .failed: .done
    case .rolledBack(_, let left): left.isEmpty ? .done : .undetermined
    case .succeeded, .undetermined, .incomplete: ExitStatus(rawValue: outcome.exitCode) ?? .undetermined
    }
  }

  private func newestCopy(of run: RunID) async -> RunCopy? {
    var best: RunCopy?
    for host in session.subject.hosts {
      guard let copy = await OpenRun.copy(at: host, session.agents), copy.grant.run == run else { continue }
      let isNewer = best.map { ($0.grant.epoch, $0.entries.count) < (copy.grant.epoch, copy.entries.count) } ?? true
      if isNewer { best = copy }
    }
    return best
  }

  private static func tooLate(_ plan: RunPlan) -> OperatorError {
    OperatorError(
      code: "abort_too_late", message: "the pen has moved: there is nothing to abort",
      observed: "\(plan.follower) holds the pen in run \(plan.run)", required: "a run before its cut",
      next:
        "let it end (coordinator status), or coordinator resume if its coordinator is gone; then coordinator rollback"
    )
  }
}
