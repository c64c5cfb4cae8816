/// How a connection ends, and what the calls that wait are told.
import Certificates
import NIOCore
import Protocol
import Testing
import Transport

@Suite("the end of a connection", .timeLimit(.minutes(1)))
struct ConnectionEndTests {
  let fleet: TestFleet

  init() throws { self.fleet = try TestFleet() }

  /// The error of a call that an agent takes and ends in its own way.
  func failure(
    keepalive: TimeAmount = .seconds(5),
    when script: @escaping @Sendable (inout ScriptedAgent.Conversation) async throws -> Void
  ) async throws -> ProtocolError? {
    let server = try fleet.identity(.agent, "vps-01").serverContext()
    return try await ScriptedAgent(script: script).serve(as: server) { port in
      let connection = try await AgentConnection.connect(
        address: TestFleet.address, port: port, identity: try fleet.identity(.coordinator, "alice", address: nil),
        expected: fleet.agent("vps-01"), keepalive: keepalive)
      do throws(ProtocolError) {
        _ = try await connection.call(ReadPenFacts(), id: "a", deadline: .minutes(1))
        await connection.close()
        return nil
      } catch {
        // Whatever ended it, it stays ended, and a later call is told why; if only this call failed, that we closed it.
        await connection.close()
        #expect(!connection.isOpen)
        let later = await #expect(throws: ProtocolError.self) { _ = try await connection.call(ReadPenFacts(), id: "b") }
        #expect(later == error || later == ProtocolError(.unreachable, "the connection to vps-01 is closed"))
        return error
      }
    }
  }

  @Test("an agent that closes the connection is unreachable for the call that waits")
  func closed() async throws {
    let error = try await failure { agent in _ = try await agent.request() }
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("closed the connection") == true)
  }

  @Test("an agent that dies is unreachable, not somebody without a certificate", arguments: [false, true])
  func died(reset: Bool) async throws {
    let error = try await failure { agent in
      _ = try await agent.request()
      try await agent.die(reset: reset)
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message.contains("vps-01 (127.0.0.1:") == true)
    #expect(error?.message.hasSuffix(") broke") == true)
  }

  @Test("an agent that falls silent is found by the keepalive")
  func silent() async throws {
    let error = try await failure(keepalive: .milliseconds(300)) { agent in
      _ = try await agent.request()
      try await agent.untilClosed()
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message.hasSuffix("fell silent") == true)
  }

  @Test("a failure without an id is about the connection: the agent's own words reach every call")
  func refused() async throws {
    let refusal = ProtocolError(.identityRefused, "coordinator alice of fleet other is not of fleet fiskai")
    let error = try await failure { agent in
      _ = try await agent.request()
      try await agent.say(AnswererMessage(kind: .failure, id: "", error: refusal))
      try await agent.untilClosed()
    }
    #expect(error == refusal)
  }

  @Test(
    "a message that is not of the contract ends the connection",
    arguments: [
      "{}", "[]", "not JSON", #"{"kind":"reply"}"#, #"{"kind":"shell","id":"a"}"#, #"{"kind":"reply","id":7}"#,
    ])
  func malformed(text: String) async throws {
    let error = try await failure { agent in
      _ = try await agent.request()
      try await agent.outbound.write(ByteBuffer(string: text))
      try await agent.untilClosed()
    }
    #expect(error?.code == .malformed)
  }

  @Test("a failure without an error fails its call")
  func emptyFailure() async throws {
    let error = try await failure { agent in
      let header = try await agent.request()
      try await agent.say(AnswererMessage(kind: .failure, id: header.id))
      try await agent.untilClosed()
    }
    #expect(error?.code == .malformed)
    #expect(error?.message.hasSuffix("failed without an error") == true)
  }

  @Test(
    "bytes that are not frames end the connection by their length",
    arguments: [
      ([0xFF, 0xFF, 0xFF, 0xFF], ProtocolError.Code.frameTooLarge), ([0, 0, 0, 0], .frameEmpty),
      (Array("HTTP/1.1 400 Bad Request".utf8), .frameTooLarge),
    ])
  func notFrames(bytes: [UInt8], code: ProtocolError.Code) async throws {
    let error = try await failure { agent in
      _ = try await agent.request()
      try await agent.sayRaw(ByteBuffer(bytes: bytes))
      try await agent.untilClosed()
    }
    #expect(error?.code == code)
  }

  @Test("half a frame and a close is a torn frame, not an answer")
  func torn() async throws {
    let error = try await failure { agent in
      _ = try await agent.request()
      try await agent.sayRaw(ByteBuffer(bytes: [0, 0, 0, 9, 0x7B]))
    }
    #expect(error?.code == .frameTruncated)
  }

  @Test("random bytes inside TLS end the connection and nothing else", arguments: 0..<20)
  func random(seed: Int) async throws {
    var state = UInt64(seed) &+ 0x9E37_79B9_7F4A_7C15
    let bytes = (0..<512).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
    let error = try await failure { agent in
      _ = try await agent.request()
      try await agent.sayRaw(ByteBuffer(bytes: bytes))
    }
    #expect(error != nil)
  }
}
