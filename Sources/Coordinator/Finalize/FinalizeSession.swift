import Cutover
import Foundation
import Protocol

/// `coordinator finalize` from its checks to its end: what stands against it, what will be done, the question, the run, and
/// what is left to do by hand.
struct FinalizeSession: Sendable {
  let session: RunSession
  /// Whether a day need not have passed.
  let now: Bool
  /// The volume whose name was typed.
  let volume: String?

  private var console: Console { session.console }
  private var report: FinalizeReport { FinalizeReport(console: console, subject: session.subject) }

  /// Runs it.
  /// - Returns: the process's exit code.
  func run() async throws(OperatorError) -> ExitStatus {
    let subject = session.subject
    let facts = await FinalizeReader(session: session).read()
    let checks = FinalizeChecks(redis: subject.redis, facts: facts, now: now)
    let summary = CheckSummary(results: checks.results, accepted: session.accepted)
    report.say(summary)
    guard summary.blocking.isEmpty else { return .refused }
    let retired = facts.retired(subject.redis.source.container, on: subject.source)
    let volumes = retired?.volumes ?? (try? facts.retirement?.get().volumes) ?? []
    try Self.require(volume, among: volumes)
    let plan = FinalizePlan(
      run: RunID(rawValue: RunSession.runName(.now) + FinalizeArchive.suffix),
      epoch: (facts.records.highest?.epoch ?? Epoch(rawValue: 0)).next, fleet: subject.hosts, holder: subject.target,
      old: subject.source, container: subject.redis.source.container, volume: volume, standing: checks.standing,
      accepted: summary.acceptedFailures.map(\.id))
    report.introduce(plan, volumes: volumes)
    guard session.confirmed() else { return .usage }
    return try await lead(plan, retired: retired, facts)
  }

  /// Only a volume of the old Redis may be named.
  private static func require(_ volume: String?, among volumes: [String]) throws(OperatorError) {
    guard let volume, !volumes.contains(volume) else { return }
    throw OperatorError(
      code: "volume_unknown", message: "\(volume) is no volume of the old Redis",
      observed: volumes.isEmpty ? "it has none" : volumes.joined(separator: ", "), required: "one of its volumes",
      next: "type it exactly, or leave --confirm-volume out: the volume stays then")
  }

  private func lead(
    _ plan: FinalizePlan, retired: RetiredRedis?, _ facts: FinalizeFacts
  ) async throws(OperatorError) -> ExitStatus {
    let lease = FinalizePerformer.lease(of: plan)
    let leases = StepPerformer(
      plan: lease, subject: session.subject, agents: session.agents, holder: session.holder
    ) { _, _ in }
    let performer = FinalizePerformer(plan: plan, subject: session.subject, leases: leases, retired: retired)
    let journal = try FinalizeArchive(stateDirectory: session.stateDirectory).open(plan.run)
    let board = StopBoard()
    let report = self.report
    let shell = FinalizeShell(performer: performer, journal: journal, holder: session.holder, board: board) {
      report.say($0)
    }
    let renewal = LeaseRenewal(performer: leases, plan: lease) { event in
      switch event {
      case .abortRequested:
        board.leave(Finding(observed: "an operator wants it to stop", required: "nobody's abort"))
      case .leaseLost(_, let finding): board.leave(finding)
      case .begin, .resume, .finished, .failed, .proceed, .giveUp: break
      }
    }
    let interrupts = InterruptHandler { [console] _ in
      console.note("stopping after this step; what was removed stays removed")
    }
    let result = await interrupts.while(onInterrupt: { _ in
      board.leave(Finding(observed: "Ctrl-C", required: "no interruption", next: "coordinator finalize goes on"))
    }) { () async -> Result<FinalizeOutcome, OperatorError> in
      await Self.run(shell, plan, beside: renewal)
    }
    let outcome = try result.get()
    await report.sayEnd(
      outcome, plan, backup: performer.backup, retired: performer.retired,
      definitions: (try? facts.retirement?.get().definitions) ?? [])
    await session.agents.close()
    return ExitStatus(rawValue: outcome.exitCode) ?? .undetermined
  }

  /// The lease is renewed for as long as the shell runs.
  private static func run(
    _ shell: FinalizeShell, _ plan: FinalizePlan, beside renewal: LeaseRenewal
  ) async -> Result<FinalizeOutcome, OperatorError> {
    await withTaskGroup(of: Result<FinalizeOutcome, OperatorError>?.self) { group in
      group.addTask {
        await renewal.run()
        return nil
      }
      group.addTask {
        do throws(OperatorError) {
          return .success(try await shell.run(plan))
        } catch {
          return .failure(error)
        }
      }
      for await result in group {
        guard let result else { continue }
        group.cancelAll()
        return result
      }
      return .failure(OperatorError(code: "internal", message: "the finalize was cancelled"))
    }
  }
}
