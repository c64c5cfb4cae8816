import Cutover
import NIOCore
import Protocol

/// Finds the App's containers on the hosts of the fleet: what they really have in their environment, and not what
/// somebody has stored for them.
struct AppContainersReader: Sendable {
  let agents: FleetConnections
  /// Hosts that may have the App.
  let hosts: [HostID]

  /// The containers, with their host.
  /// - Throws: ``ProtocolError`` where no agent could look.
  func read(_ selector: AppSelector) async throws(ProtocolError) -> [(host: HostID, app: AppFacts)] {
    var found: [(host: HostID, app: AppFacts)] = []
    var failure: ProtocolError?
    var answered = false
    for host in hosts {
      do throws(ProtocolError) {
        let reply = try await agents.connection(to: host).call(InspectApp(app: selector), deadline: .seconds(15))
        found += reply.containers.map { (host: host, app: $0) }
        answered = true
      } catch {
        failure = error
      }
    }
    if !answered, let failure { throw failure }
    return found
  }

  /// Whether exactly what is wanted runs: at least one container, and each of them with that address. `nil` is for a
  /// variable that is not there.
  static func isMoved(_ found: [(host: HostID, app: AppFacts)], variable: String, to address: String?) -> Bool {
    let running = found.filter(\.app.running)
    return !running.isEmpty && running.allSatisfy { $0.app.redis[variable] == address }
  }

  /// What was found, for a report: `fiskai-app-1 on vps-01 with 100.120.14.126:6379`.
  static func words(_ found: [(host: HostID, app: AppFacts)], variable: String) -> String {
    guard !found.isEmpty else { return "no container of the App on a host of the fleet" }
    return found.map { host, app in
      "\(app.container) on \(host) \(app.running ? "" : "(\(app.state)) ")with "
        + (app.redis[variable] ?? "no \(variable)")
    }.joined(separator: ", ")
  }
}
