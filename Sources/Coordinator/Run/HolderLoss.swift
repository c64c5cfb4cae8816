import Cutover
import Foundation
import Protocol

/// `rollback --holder-lost`: what is known of the loss first, then the operator's word that the host is off for good, and
/// then a run without it.
struct HolderLoss: Sendable {
  let session: RunSession
  /// The host's name, typed on the command line.
  let confirmation: String?

  /// Runs it.
  /// - Returns: the process's exit code.
  /// - Throws: ``OperatorError`` when the host answers, or when the pen is not there.
  func run() async throws(OperatorError) -> ExitStatus {
    let (subject, lost) = (session.subject, session.subject.target)
    if await session.agents.connect(to: [lost])[lost].map({ if case .success = $0 { true } else { false } }) == true {
      throw OperatorError(
        code: "holder_answers", message: "\(lost) is not lost", observed: "its agent answers",
        required: "a host that is off for good", next: "coordinator rollback, which loses nothing")
    }
    let run = RunID(rawValue: RunSession.runName(.now))
    let plan = try await RunPlanner(subject: subject, agents: session.agents).plan(
      .rollback, run: run, takeover: session.takeover, holdsAfterSync: false, lost: lost,
      movesApp: session.movesApp)
    session.console.print(try await account(of: plan, lost))
    guard isConfirmed(lost) else { return .usage }
    return try await session.begin(plan)
  }

  /// What the operator must know before he types the name.
  private func account(of plan: RunPlan, _ lost: HostID) async throws(OperatorError) -> String {
    guard let redis = session.subject.reference(of: plan.follower) else { return "" }
    let facts: RedisFacts
    do {
      facts = try await session.agents.connection(to: plan.follower).call(InspectRedis(redis: redis))
    } catch {
      throw error.operatorError
    }
    return Self.words(of: plan, facts, lost, style: session.console.output.style)
  }

  static func words(of plan: RunPlan, _ facts: RedisFacts, _ lost: HostID, style: Style) -> String {
    let silence =
      if let seconds = facts.linkDownSeconds {
        "its link to \(lost) has been down for \(DurationText.text(.seconds(seconds)))"
      } else if let loss = facts.lostLink {
        "it cannot follow \(lost) since \(UTCText.text(loss.since)): \(loss.reason)"
      } else {
        "how long its link to \(lost) has been down is not known"
      }
    let offset = facts.offset.map { " (offset \($0))" } ?? ""
    let hosts = plan.workerHosts.map(\.rawValue).joined(separator: ", ")
    return """
      \(style.bold("rollback \(plan.run) without \(lost)")), epoch \(plan.epoch)
        the pen   taken by \(facts.container) on \(plan.follower) with the data that it has\(offset)
        lost      what \(lost) accepted and had not handed on: \(silence)
        workers   on \(hosts.isEmpty ? "no host" : hosts): stopped, their env file put back, started again
        then      should \(lost) return, its Redis stays fenced: the pen's epoch is higher here
      \(style.bold("If \(lost) still runs somewhere, two servers will accept writes. Power it off first."))

      """
  }

  private func isConfirmed(_ lost: HostID) -> Bool {
    if let confirmation {
      if confirmation == lost.rawValue { return true }
      session.console.note("not run: --confirm says \(confirmation); the lost host is \(lost)")
      return false
    }
    guard session.console.output.isTTY, !session.console.isJSON else {
      session.console.note("not run: without a terminal, --confirm \(lost) must say that this host is off for good")
      return false
    }
    session.console.write("Type \(lost) to say that this host is off for good: ")
    return readLine() == lost.rawValue
  }
}
