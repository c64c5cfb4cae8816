import Cutover
import NIOCore
import Protocol
import Transport

/// The other agents of the fleet, each reached over one connection that is kept: inside the cut nobody waits for a
/// handshake.
actor PeerAgents {
  private let fleet: String
  private let addresses: [String: String]
  private let trust: TrustStore
  private var connections: [HostID: AgentConnection] = [:]

  /// - Parameters:
  ///   - fleet: whose agents they are.
  ///   - addresses: host id to `address:port`.
  ///   - trust: what we show and trust.
  init(fleet: String, addresses: [String: String], trust: TrustStore) {
    self.fleet = fleet
    self.addresses = addresses
    self.trust = trust
  }

  /// The connection to another agent, made when there is none that works.
  func connection(to host: HostID) async throws(ProtocolError) -> AgentConnection {
    if let connection = connections[host], connection.isOpen { return connection }
    let connection = try await connect(to: host)
    connections[host] = connection
    return connection
  }

  /// Asks another agent over the connection that is kept.
  /// - Parameter id: of its own each time: a repeated one may get the first answer.
  func ask<V: Verb>(
    _ host: HostID, _ verb: V, id: String, deadline: TimeAmount = .seconds(5)
  ) async throws(ProtocolError) -> V.Reply {
    try await connection(to: host).call(verb, id: id, deadline: deadline)
  }

  /// A connection of its own, on the event loop that it will share with another.
  func connect(to host: HostID, on loop: (any EventLoop)? = nil) async throws(ProtocolError) -> AgentConnection {
    guard let text = addresses[host.rawValue], let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...])
    else {
      throw ProtocolError(
        .precondition, "this agent does not know the agent of \(host)",
        next: "run `coordinator bootstrap`, which tells each agent of the others")
    }
    let expected = PeerIdentity(fleet: fleet, role: .agent, name: host.rawValue)
    let address = String(text[..<colon])
    if let loop {
      return try await AgentConnection.connect(
        address: address, port: port, identity: trust.identity, expected: expected, group: loop)
    }
    return try await AgentConnection.connect(address: address, port: port, identity: trust.identity, expected: expected)
  }
}
