import Foundation
import Testing

@testable import Coordinator

@Suite("Deployments of Coolify")
struct CoolifyDeploymentTests {
  private static func rows(_ rows: (id: Int, uuid: String, status: String)...) throws -> CoolifyDeployments {
    let list = rows.map { #"{"id":\#($0.id),"deployment_uuid":"\#($0.uuid)","status":"\#($0.status)","logs":"x"}"# }
    let json = #"{"count":\#(rows.count),"deployments":[\#(list.joined(separator: ","))]}"#
    return try JSONDecoder().decode(CoolifyDeployments.self, from: Data(json.utf8))
  }

  private static func row(_ uuid: String, _ status: String) throws -> CoolifyDeploymentMachine.Event {
    .row(try rows((9, uuid, status)).deployments[0])
  }

  @Test("the list is an object with a count, and only queued and running rows are in flight")
  func inFlight() throws {
    let rows = try Self.rows(
      (5, "e", "queued"), (4, "d", "in_progress"), (3, "c", "finished"), (2, "b", "failed"),
      (1, "a", "cancelled-by-user"))
    #expect(rows.inFlight.map(\.uuid) == ["e", "d"])
  }

  @Test("a deployment is polled until it has finished")
  func finished() throws {
    var machine = CoolifyDeploymentMachine(known: try Self.rows((1, "a", "finished")))
    #expect(machine.start(answered: "d") == .poll(uuid: "d"))
    #expect(machine.handle(try Self.row("d", "queued")) == .poll(uuid: "d"))
    #expect(machine.handle(try Self.row("d", "in_progress")) == .poll(uuid: "d"))
    #expect(machine.handle(try Self.row("d", "finished")) == .end(.finished))
  }

  @Test("a failed and a cancelled deployment have ended as such")
  func failed() throws {
    var machine = CoolifyDeploymentMachine(known: try Self.rows())
    #expect(machine.handle(try Self.row("d", "failed")) == .end(.failed))
    #expect(machine.handle(try Self.row("d", "cancelled-by-user")) == .end(.cancelled))
  }

  @Test("a phantom id is given up for the newest row in flight")
  func phantom() throws {
    var machine = CoolifyDeploymentMachine(known: try Self.rows((1, "a", "finished")))
    #expect(machine.start(answered: "phantom") == .poll(uuid: "phantom"))
    #expect(machine.handle(.absent) == .list)
    let rows = try Self.rows(
      (4, "d", "finished"), (2, "b", "in_progress"), (3, "c", "queued"), (1, "a", "finished"))
    #expect(machine.handle(.rows(rows)) == .poll(uuid: "c"))
    #expect(machine.handle(try Self.row("c", "finished")) == .end(.finished))
  }

  @Test("a phantom whose real row has ended already is judged by that row, never by one from before")
  func endedPhantom() throws {
    let before = try Self.rows((1, "a", "finished"))
    var machine = CoolifyDeploymentMachine(known: before)
    #expect(machine.handle(.absent) == .list)
    #expect(machine.handle(.rows(try Self.rows((2, "b", "failed"), (1, "a", "finished")))) == .end(.failed))
    #expect(machine.handle(.rows(before)) == .end(.lost))
  }

  @Test("an answer without an id is looked up in the list")
  func withoutID() throws {
    let machine = CoolifyDeploymentMachine(known: try Self.rows())
    #expect(machine.start(answered: nil) == .list)
    #expect(machine.start(answered: "") == .list)
  }

  @Test("rows that vanish again and again end the search")
  func bounded() throws {
    var machine = CoolifyDeploymentMachine(known: try Self.rows())
    for _ in 1...CoolifyDeploymentMachine.longestSearch {
      #expect(machine.handle(.absent) == .list)
    }
    #expect(machine.handle(.absent) == .end(.lost))
  }
}
