import Cutover
import NIOCore
import Protocol

/// Sends the request of an `http` producer: from this machine, or from the host that the fleet file names, whose agent
/// sends nothing but what bootstrap has told it.
struct ProducerSender: Sendable {
  let agents: FleetConnections

  /// Sends it once.
  func send(_ producer: FleetProducer) async -> ProbeAnswer {
    guard case .http(let method, let url, let from) = producer.probe else { return .silent("nothing to send") }
    guard let from else {
      return await OutgoingHTTP.run(timeout: .seconds(SendProbe.seconds)) { http in
        await http.send(OutgoingRequest(method: method, url: Secret(url)))
      }
    }
    let agent: HostConnection
    do throws(ProtocolError) {
      agent = try await agents.connection(to: HostID(rawValue: from))
    } catch {
      return .unsent(error.message)
    }
    do throws(ProtocolError) {
      let reply = try await agent.call(
        SendProbe(method: method, url: url), deadline: .seconds(Int64(SendProbe.seconds + 5)))
      return .status(reply.status)
    } catch {
      return .silent(error.next.isEmpty ? error.message : "\(error.message) (\(error.next))")
    }
  }
}
