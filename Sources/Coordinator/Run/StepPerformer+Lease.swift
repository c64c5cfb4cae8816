import Cutover
import Protocol

/// The lease: from a majority of the fleet's agents, and every participant of the run.
extension StepPerformer {
  func acquireLease(_ hosts: [HostID]) async throws(ProtocolError) -> StepResult {
    // What was granted before a refusal is given back by the run's own undo.
    let answers = await askForLease(.acquire, hosts)
    let granted = hosts.filter { answers[$0] == nil }
    let required = LeaseQuorum(fleet: hosts, participants: plan.participants)
    if let refuser = required.missing(from: granted), let error = refuser.compactMap({ answers[$0] }).first {
      throw ProtocolError(
        error.code, "\(granted.count) of \(hosts.count) agents granted the lease; \(error.message)",
        next: error.next, cause: error.cause)
    }
    noteLease()
    let silent = hosts.filter { answers[$0] != nil }
    let rest = silent.isEmpty ? "" : "; without \(silent.map(\.rawValue).joined(separator: ", "))"
    return StepResult(
      observed: "\(granted.count) of \(hosts.count) agents: \(granted.map(\.rawValue).joined(separator: ", "))\(rest)",
      required: "a majority, and every participant")
  }

  /// Where it had not been granted there is nothing to give back.
  func releaseLease(_ hosts: [HostID]) async throws(ProtocolError) -> StepResult {
    let answers = await askForLease(.release, hosts)
    for participant in plan.participants {
      if let error = answers[participant] { throw error }
    }
    let released = hosts.filter { answers[$0] == nil }.map(\.rawValue).joined(separator: ", ")
    return StepResult(observed: "given back at \(released)", required: "given back at every participant")
  }

  /// Asks all of them at once.
  /// - Returns: the errors of those that did not do it.
  private func askForLease(_ action: LeaseAction, _ hosts: [HostID]) async -> [HostID: ProtocolError] {
    let verb = AskLease(action: action, holder: holder, takeover: takeover)
    return await withTaskGroup(of: (HostID, ProtocolError?).self) { group in
      for host in hosts {
        group.addTask {
          do throws(ProtocolError) {
            _ = try await self.ask(host, verb)
            return (host, nil)
          } catch {
            return (host, error)
          }
        }
      }
      var errors: [HostID: ProtocolError] = [:]
      for await (host, error) in group { errors[host] = error }
      return errors
    }
  }
}
