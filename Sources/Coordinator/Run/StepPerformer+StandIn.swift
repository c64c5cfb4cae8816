import Cutover
import NIOCore
import Protocol

/// The stand-in at the old name. Whatever keeps it from being there is said and never ends the run: it goes on as one
/// without a stand-in, whose clients at the old name are refused until they are moved.
extension StepPerformer {
  func beginStandIn(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let publish = subject.redis.target.publish
    let order = BeginStandIn(
      redis: try reference(host), address: "\(publish.address)", port: Int(publish.port),
      password: subject.targetPassword)
    do throws(ProtocolError) {
      let facts = try await ask(host, order, deadline: .seconds(60))
      let container = order.redis.container
      switch facts.stage {
      case .prepared: return StepResult(observed: "\(facts.container) waits for the port of \(container)")
      case .serving:
        return StepResult(
          observed: "\(container):\(order.redis.port) is answered by \(facts.target), through \(facts.container); "
            + Self.clients(facts.clients))
      case .moving, .suspended, .ended:
        return StepResult(observed: "WARNING: the stand-in of \(container) is \(facts.stage.rawValue)")
      }
    } catch {
      return try goOn(without: error, host)
    }
  }

  func endStandIn(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let redis = try reference(host)
    do throws(ProtocolError) {
      let ended = try await ask(host, EndStandIn(redis: redis), deadline: .seconds(60)).ended
      return StepResult(observed: ended ? "\(redis.container) answers at its own name again" : "there was none")
    } catch {
      return try goOn(without: error, host)
    }
  }

  /// A lease that has ended is the run's own affair.
  private func goOn(without error: ProtocolError, _ host: HostID) throws(ProtocolError) -> StepResult {
    guard error.code != .epochStale else { throw error }
    return StepResult(
      observed: "WARNING: no stand-in at the old name on \(host), so adds there are refused until the App is moved: "
        + error.message)
  }

  private static func clients(_ clients: [ClientFacts]) -> String {
    guard !clients.isEmpty else { return "nobody comes through it yet" }
    let names = clients.map { "\($0.container ?? $0.address) (\($0.connections))" }
    return "through it come \(names.joined(separator: ", "))"
  }
}
