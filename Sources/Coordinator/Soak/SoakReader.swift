import Cutover
import NIOCore
import Protocol

/// Asks the agents what they saw in the soak. Reads only.
struct SoakReader: Sendable {
  let connections: FleetConnections
  /// How long connecting, and the answer, may take.
  var timeout: TimeAmount = .seconds(3)

  /// Asks all participants of runs at once.
  /// - Returns: the answers of those that gave one.
  func readAll() async -> [HostID: ReadSoak.Reply] {
    await withTaskGroup(of: (HostID, ReadSoak.Reply?).self) { group in
      for id in connections.fleet.participants {
        let host = HostID(rawValue: id)
        group.addTask { (host, await read(host)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func read(_ host: HostID) async -> ReadSoak.Reply? {
    do throws(ProtocolError) {
      return try await connections.connection(to: host, timeout: timeout).call(ReadSoak(), deadline: timeout)
    } catch {
      return nil
    }
  }
}
