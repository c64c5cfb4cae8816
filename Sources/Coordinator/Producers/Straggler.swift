import Cutover
import Protocol

/// Somebody who still talks to the Redis without the pen, as far as its host can tell who it is.
struct Straggler: Codable, Hashable, Sendable {
  /// The container; none for an address that is no container of that host.
  let container: String?
  /// The IP address.
  let address: String
  /// What its connections call themselves: BullMQ's workers have names, producers none.
  let names: [String]
  /// Its one process, as `node (pid 4711)`; none where that cannot be known.
  let process: String?
  /// How many connections.
  let connections: Int

  /// What an agent said of a client.
  init(_ client: ClientFacts) {
    container = client.container
    address = client.address
    names = client.names
    process = client.process
    connections = client.connections
  }

  /// `fiskai-app (172.18.0.9, node (pid 4711), 3 connections)`.
  var words: String {
    var parts = container == nil ? [] : [address]
    if !names.isEmpty { parts.append("named \(names.joined(separator: ", "))") }
    if let process { parts.append(process) }
    parts.append(connections == 1 ? "1 connection" : "\(connections) connections")
    return "\(container ?? address) (\(parts.joined(separator: ", ")))"
  }
}
