import Certificates
import Cutover
import Foundation
import NIOCore
import Protocol
import Transport

/// The coordinator's connections to the agents of a fleet: one to each host, made when it is first asked for and made
/// anew when it has broken.
actor FleetConnections {
  /// The port that agents listen on.
  static let agentPort = 7460

  /// The fleet that it connects to.
  nonisolated let fleet: Fleet
  /// The ids of the requests of this process.
  nonisolated let requests = RequestSequence()
  private let identity: TLSIdentity
  private var open: [HostID: HostConnection] = [:]

  /// Connections that show and trust these certificates.
  init(fleet: Fleet, identity: TLSIdentity) {
    self.fleet = fleet
    self.identity = identity
  }

  /// Takes this laptop's certificate of the fleet.
  /// - Throws: ``OperatorError`` when this laptop has never bootstrapped the fleet, ``CertificateError``,
  ///   ``ProtocolError``.
  init(
    fleet: Fleet, laptop: LaptopIdentity = LaptopIdentity(),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    let directory = CertificateAuthority.directory(fleet: fleet.name, environment: environment)
    guard FileManager.default.fileExists(atPath: "\(directory)/ca.pem") else {
      throw OperatorError(
        code: "fleet_unknown", message: "this laptop has no certificate of fleet \(fleet.name)",
        observed: "no \(directory)/ca.pem", required: "the fleet's authority, which bootstrap makes",
        next: "coordinator bootstrap --fleet \(fleet.file); where another laptop has done that: with --adopt")
    }
    let authority = try CertificateAuthority.loadOrCreate(fleet: fleet.name, directory: directory)
    try self.init(fleet: fleet, authority: authority, laptop: laptop, directory: directory)
  }

  /// Takes the certificate that an authority gives this laptop.
  /// - Throws: ``CertificateError``, ``ProtocolError``.
  init(fleet: Fleet, authority: CertificateAuthority, laptop: LaptopIdentity, directory: String) throws {
    let certificate = try authority.coordinator(named: laptop.certificateName, directory: directory)
    let identity = try TLSIdentity(
      authorityPEM: Array((authority.certificatePEM + FleetAuthorities.read(in: directory)).utf8),
      certificatePEM: Array(certificate.certificatePEM.utf8),
      keyPEM: Array(certificate.key.pem.utf8))
    self.init(fleet: fleet, identity: identity)
  }

  /// The connection to a host: the one that stands, or a new one that has said hello.
  /// - Parameter timeout: how long each of connecting, handshake and hello may take.
  /// - Throws: ``ProtocolError``.
  func connection(to host: HostID, timeout: TimeAmount = .seconds(3)) async throws(ProtocolError) -> HostConnection {
    if let standing = open[host], standing.agent.isOpen { return standing }
    guard let member = fleet.host(host.rawValue) else {
      throw ProtocolError(
        .precondition, "\(host) is no host of fleet \(fleet.name)", next: "choose one of hosts in \(fleet.file)")
    }
    let agent = try await AgentConnection.connect(
      address: member.address.description, port: Self.agentPort, identity: identity,
      expected: PeerIdentity(fleet: fleet.name, role: .agent, name: member.id), timeout: timeout)
    let made: HostConnection
    do {
      made = try await HostConnection(greeting: agent, fleet: fleet.name, requests: requests, deadline: timeout)
    } catch {
      await agent.close()
      throw error
    }
    // Another caller may have connected while this one waited: the first stays.
    if let standing = open[host], standing.agent.isOpen {
      await agent.close()
      return standing
    }
    open[host] = made
    return made
  }

  /// Connects to all hosts at once; one that cannot be reached does not delay the others.
  func connectAll(timeout: TimeAmount = .seconds(3)) async -> [HostID: Result<HostConnection, ProtocolError>] {
    await connect(to: fleet.hosts.map { HostID(rawValue: $0.id) }, timeout: timeout)
  }

  /// Connects to these hosts at once.
  func connect(
    to hosts: [HostID], timeout: TimeAmount = .seconds(3)
  ) async -> [HostID: Result<HostConnection, ProtocolError>] {
    await withTaskGroup(of: (HostID, Result<HostConnection, ProtocolError>).self) { group in
      for host in hosts {
        group.addTask {
          do throws(ProtocolError) {
            return (host, .success(try await self.connection(to: host, timeout: timeout)))
          } catch {
            return (host, .failure(error))
          }
        }
      }
      var results: [HostID: Result<HostConnection, ProtocolError>] = [:]
      for await (host, result) in group { results[host] = result }
      return results
    }
  }

  /// Asks an agent for a sign of life over a connection that is made for it: right after a restart of the agent, the one
  /// that stood may not know yet that it is dead.
  /// - Throws: ``ProtocolError``.
  func greet(_ host: HostID, timeout: TimeAmount = .seconds(3)) async throws(ProtocolError) -> Hello.Reply {
    if let standing = open.removeValue(forKey: host) { await standing.agent.close() }
    return try await connection(to: host, timeout: timeout).hello
  }

  /// Closes every connection.
  func close() async {
    let standing = open.values
    open = [:]
    for connection in standing { await connection.agent.close() }
  }

  /// How many jobs queues of a host's Redis were ever given, by queue.
  func counters(
    of redis: RedisReference, at host: HostID, prefix: String, queues: [String]
  ) async throws(ProtocolError) -> [String: UInt64] {
    let reply = try await connection(to: host).call(QueueCounters(redis: redis, prefix: prefix, queues: queues))
    return reply.counters.reduce(into: [:]) { $0[$1.queue] = $1.added }
  }
}
