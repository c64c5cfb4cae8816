import Certificates
import Cutover
import Foundation
import Protocol
import Testing

@testable import Coordinator

@Suite("Connections to a fleet")
struct ConnectionTests {
  @Test("the operator and the laptop name the holder of a lease and the certificate")
  func identity() throws {
    let laptop = LaptopIdentity(environment: ["USER": "alice"], hostName: "macbook.local")
    #expect("\(laptop)" == "alice@macbook")
    #expect(laptop.certificateName == "alice.macbook")
    #expect(LaptopIdentity(environment: ["LOGNAME": "bob"], hostName: "x").user == "bob")
    #expect(LaptopIdentity(environment: [:], hostName: "").certificateName == "operator.laptop")
  }

  @Test("whatever a machine is called, its name can stand in a certificate")
  func certificateNames() throws {
    for (user, laptop) in [("Ève", "büro"), ("-x", "y"), ("a b/c", "d"), (String(repeating: "u", count: 80), "h")] {
      let name = LaptopIdentity(user: user, laptop: laptop).certificateName
      #expect(throws: Never.self) { try Identity(fleet: "fiskai", role: .coordinator, name: name) }
    }
  }

  @Test("request ids are never given twice, and two processes share none")
  func requests() {
    let sequence = RequestSequence(prefix: "p")
    #expect([sequence.next(), sequence.next()] == ["p-1", "p-2"])
    #expect(RequestSequence().next() != RequestSequence().next())
  }

  @Test("a laptop that never bootstrapped the fleet is told to, and no authority is made")
  func unknownFleet() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("connection-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    let fleet = try FleetText.load(FleetText.correct)
    let error = #expect(throws: OperatorError.self) {
      try FleetConnections(fleet: fleet, environment: ["XDG_CONFIG_HOME": directory.path])
    }
    #expect(error?.code == "fleet_unknown")
    #expect(
      error?.next
        == "coordinator bootstrap --fleet /srv/ops/fleet.yaml; where another laptop has done that: with --adopt")
    #expect(!FileManager.default.fileExists(atPath: directory.path))
  }

  @Test("hosts that cannot be reached each say so, and none delays the others")
  func unreachable() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("connection-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    let text = FleetText.correct.replacing("100.64.123.81", with: "127.0.0.2")
      .replacing("100.120.14.126", with: "127.0.0.3")
    let fleet = try FleetText.load(text)
    let authority = try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory.path)
    let connections = try FleetConnections(
      fleet: fleet, authority: authority, laptop: LaptopIdentity(user: "alice", laptop: "laptop"),
      directory: directory.path)
    let results = await connections.connectAll()
    #expect(results.count == 2)
    for (host, result) in results {
      let error = #expect(throws: ProtocolError.self) { try result.get() }
      #expect(error?.code == .unreachable)
      #expect(error?.message.hasPrefix("\(host) (127.0.0.") == true)
    }
    let stranger = await #expect(throws: ProtocolError.self) { try await connections.connection(to: "vps-09") }
    #expect(stranger?.message == "vps-09 is no host of fleet fiskai")
  }

  @Test("agents are told of a Redis by its container and where its password lies, never by an address")
  func references() throws {
    let fleet = try FleetText.load(FleetText.correct)
    let redis = try #require(fleet.redis)
    #expect(redis.reference(to: .source) == RedisReference(container: "fiskai-redis", password: .none))
    #expect(redis.reference(to: .target) == RedisReference(container: "fiskai-redis-vps", password: .stored))
    #expect(
      fleet.workers.map(\.reference) == [
        WorkersReference(
          project: "/home/admin/FiskAI", compose: "docker-compose.workers.yml", services: "worker-*",
          variable: "REDIS_URL")
      ])
  }
}
