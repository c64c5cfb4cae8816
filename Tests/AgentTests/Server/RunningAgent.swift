/// An agent that listens on the loopback address with everything real but its host: its state lies in a directory of
/// this test's own.
import Certificates
import Cutover
import Foundation
import Logging
import NIOCore
import NIOSSL
import Protocol
import ServiceLifecycle
import Testing
import Transport

@testable import Agent

/// A listening agent `vps-01` of one fleet.
struct RunningAgent: Sendable {
  let fleet: TestFleet
  let port: Int
  /// Where further authorities lie; not there at first.
  let trustDirectory: URL
  /// What it remembers of requests that change something; a test may keep one of them under way here.
  let ledger: RequestLedger
  /// Ends the agent as systemd does.
  let stop: @Sendable () async -> Void

  /// Runs an agent while the body runs.
  /// - Parameter trusting: a further fleet whose authority the agent trusts, as during a change of authorities.
  static func run<Result: Sendable>(
    trusting other: TestFleet? = nil, _ body: (RunningAgent) async throws -> Result
  ) async throws -> Result {
    let fleet = try TestFleet()
    let directory = FileManager.default.temporaryDirectory.appending(path: "agent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let configuration = AgentConfiguration(
      fleet: fleet.name, host: "vps-01", address: TestFleet.address, port: 0, stateDirectory: directory.path,
      peers: [:], projects: [])
    let identity = try fleet.identity(.agent, "vps-01", alsoTrusting: other)
    let ledger = RequestLedger()
    let (bound, sink) = AsyncStream.makeStream(of: Int.self)
    let trust = try TrustStore(own: identity, path: directory.appending(path: "trust.d").path, logger: logger)
    let listener = Listener(
      address: TestFleet.address, port: 0, trust: trust,
      router: VerbRouter(services: try AgentServices(configuration: configuration, trust: trust, logger: logger)),
      ledger: ledger, notification: ServiceNotification(socket: nil, watchdogMicroseconds: nil), logger: logger,
      onBound: { sink.yield($0) })
    let group = ServiceGroup(services: [ledger, listener], logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { sink.finish() }
        try await group.run()
      }
      var ports = bound.makeAsyncIterator()
      let port = try #require(await ports.next())
      let agent = RunningAgent(
        fleet: fleet, port: port, trustDirectory: directory.appending(path: "trust.d"), ledger: ledger
      ) { await group.triggerGracefulShutdown() }
      let result = try await body(agent)
      await agent.stop()
      try await tasks.waitForAll()
      return result
    }
  }

  /// A connection of a coordinator, or of whom the caller names.
  func connect(
    as role: Identity.Role = .coordinator, _ name: String = "alice", expecting host: String = "vps-01"
  ) async throws -> AgentConnection {
    try await AgentConnection.connect(
      address: TestFleet.address, port: port, identity: try fleet.identity(role, name), expected: fleet.agent(host))
  }

  /// That the agent still serves somebody who keeps to the contract.
  func expectHealthy() async throws {
    let connection = try await connect()
    let reply = try await connection.call(Hello(), id: "health")
    #expect(reply.host == "vps-01")
    await connection.close()
  }
}
