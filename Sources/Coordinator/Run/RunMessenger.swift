import Cutover
import Protocol

/// Tells the coordinator that leads a run what an operator at this laptop wants, by way of the agents.
struct RunMessenger: Sendable {
  let session: RunSession

  /// Lets a run go on that holds.
  /// - Throws: ``OperatorError`` when nobody leads a run.
  func proceed() async throws(OperatorError) {
    let records = try await FleetRecords.read(session.subject, session.agents)
    guard let live = records.live else {
      throw OperatorError(
        code: "no_leader", message: "no coordinator leads a run", observed: records.penWords,
        required: "a run that holds after its copy", next: "coordinator resume, if its coordinator is gone")
    }
    try await tell(.proceed, live)
    session.console.print("told the coordinator of run \(live.grant.run) (\(live.holder)) to proceed")
    if session.console.isJSON {
      try session.console.emit(["event": "asked", "run": live.grant.run.rawValue, "wish": RunWish.proceed.rawValue])
    }
  }

  /// Leaves the wish at every agent that takes it; one is enough, since the coordinator renews with all.
  /// - Throws: ``OperatorError`` when none took it.
  func tell(_ wish: RunWish, _ live: FleetRecords.Live) async throws(OperatorError) {
    var failure: ProtocolError?
    var told = 0
    for host in live.hosts {
      do throws(ProtocolError) {
        _ = try await session.agents.connection(to: host).call(
          AskRun(run: live.grant.run, wish: wish, holder: session.holder))
        told += 1
      } catch {
        failure = error
      }
    }
    if told == 0, let failure { throw failure.operatorError }
  }
}
