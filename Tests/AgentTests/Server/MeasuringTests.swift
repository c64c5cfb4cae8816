import Certificates
import Cutover
import Protocol
import Testing
import Transport

@testable import Agent

/// What two agents measure of the way between them, and its bounds.
@Suite("measuring a link", .timeLimit(.minutes(1)))
struct MeasuringTests {
  @Test("an agent sends another one bytes and says how many, how long, the round trip and the other's disk")
  func measured() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect(as: .agent, "vps")
      let facts = try await AgentServices.measured(MeasureLink(host: "vps-01", bytes: 1 << 20), over: connection)
      #expect(facts.bytes == 1 << 20)
      #expect(facts.microseconds > 0 && facts.roundTripMicroseconds > 0)
      #expect(facts.fsyncMicroseconds.map { $0 > 0 } == true)
      #expect(facts.bytesPerSecond.map { $0 > 0 } == true)
      await connection.close()
    }
  }

  @Test("no more is sent than the bound, whatever is asked; and nothing for nothing")
  func bounded() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect(as: .agent, "vps")
      let most = try await AgentServices.measured(MeasureLink(host: "vps-01", bytes: .max), over: connection)
      #expect(most.bytes > 0 && most.bytes <= MeasureLink.mostBytes)
      let none = try await AgentServices.measured(MeasureLink(host: "vps-01", bytes: -1), over: connection)
      #expect(none.bytes == 0 && none.bytesPerSecond == nil)
      await connection.close()
    }
  }

  @Test("a payload above the bound is refused, and a coordinator may not send one at all")
  func refused() async throws {
    try await RunningAgent.run { agent in
      let peer = try await agent.connect(as: .agent, "vps")
      let large = Measure(payload: String(repeating: "x", count: Measure.mostBytes + 1))
      let error = await #expect(throws: ProtocolError.self) { _ = try await peer.call(large, id: "a") }
      #expect(error?.code == .refused)
      await peer.close()
      let laptop = try await agent.connect()
      let role = await #expect(throws: ProtocolError.self) { _ = try await laptop.call(Measure(), id: "b") }
      #expect(role?.code == .verbRefused)
      let unknown = await #expect(throws: ProtocolError.self) {
        _ = try await laptop.call(MeasureLink(host: "nowhere"), id: "c")
      }
      #expect(unknown?.code == .precondition)
      await laptop.close()
    }
  }
}
