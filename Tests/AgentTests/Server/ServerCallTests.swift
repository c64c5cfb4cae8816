/// Requests that are under way: many at once, given up, repeated, and ended by the agent's own end.
import Certificates
import Cutover
import NIOCore
import Protocol
import Testing
import Transport

@testable import Agent

@Suite("requests under way at an agent", .timeLimit(.minutes(1)))
struct ServerCallTests {
  @Test("many requests at once on one connection are all answered")
  func concurrent() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<Connection.maximumInFlight {
          group.addTask {
            let reply = try await connection.call(Hello(), id: "\(number)", deadline: .seconds(30))
            #expect(reply.host == "vps-01")
          }
        }
        try await group.waitForAll()
      }
      await connection.close()
    }
  }

  @Test("one request more than the limit is told busy; when others have ended there is room again")
  func busy() async throws {
    try await RunningAgent.run { agent in
      try await MuteRedis.listen { redis in
        let connection = try await agent.connect()
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<Connection.maximumInFlight {
            group.addTask {
              _ = try? await connection.call(ProbeRedis(address: TestFleet.address, port: redis.port), id: "\(number)")
            }
          }
          await redis.wait(for: Connection.maximumInFlight, .opened)
          let error = await #expect(throws: ProtocolError.self) {
            _ = try await connection.call(Hello(), id: "one more")
          }
          #expect(error?.code == .busy)
          group.cancelAll()
        }
        await redis.wait(for: Connection.maximumInFlight, .closed)
        try await agent.expectHealthy()
        await connection.close()
      }
    }
  }

  @Test("a request that is given up is ended at the agent, and its id can be asked again")
  func cancellation() async throws {
    try await RunningAgent.run { agent in
      try await MuteRedis.listen { redis in
        let connection = try await agent.connect()
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            let error = await #expect(throws: ProtocolError.self) {
              _ = try await connection.call(ProbeRedis(address: TestFleet.address, port: redis.port), id: "a")
            }
            #expect(error?.code == .cancelled)
          }
          await redis.wait(for: 1, .opened)
          group.cancelAll()
        }
        // On the wire this follows the cancel at once; what answers it must be its own answer.
        let reply = try await connection.call(Hello(), id: "a")
        #expect(reply.host == "vps-01")
        await redis.wait(for: 1, .closed)
        await connection.close()
      }
    }
  }

  @Test("a request past its deadline is given up at the agent too")
  func deadline() async throws {
    try await RunningAgent.run { agent in
      try await MuteRedis.listen { redis in
        let connection = try await agent.connect()
        let error = await #expect(throws: ProtocolError.self) {
          _ = try await connection.call(
            ProbeRedis(address: TestFleet.address, port: redis.port), id: "a", deadline: .milliseconds(200))
        }
        #expect(error?.code == .deadlineExceeded)
        await redis.wait(for: 1, .closed)
        await connection.close()
      }
    }
  }

  @Test("what only reads ends with its asker's connection")
  func askerGone() async throws {
    try await RunningAgent.run { agent in
      try await MuteRedis.listen { redis in
        let connection = try await agent.connect()
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            let error = await #expect(throws: ProtocolError.self) {
              _ = try await connection.call(ProbeRedis(address: TestFleet.address, port: redis.port), id: "a")
            }
            #expect(error?.code == .unreachable)
          }
          await redis.wait(for: 1, .opened)
          await connection.close()
        }
        await redis.wait(for: 1, .closed)
        try await agent.expectHealthy()
      }
    }
  }

  @Test("a repeated request that changes something gets the first one's answer, on any connection of its asker")
  func repeated() async throws {
    try await RunningAgent.run { agent in
      let first = try await agent.connect()
      let facts = try await first.call(Learn(pen: .hold(0)), id: "learn")
      #expect(facts.pen == .hold(0))
      let claim = PenAnswer.claim(PenClaim(holder: "vps-01", pen: 0, barredThrough: 5))
      let answer = try await first.call(WhoHolds(epoch: 5), id: "who")
      #expect(answer == claim)
      let second = try await agent.connect()
      let repeated = try await second.call(WhoHolds(epoch: 9), id: "who")
      #expect(repeated == claim)
      // Another asker's id is another request.
      let other = try await agent.connect(as: .agent, "vps")
      let others = try await other.call(WhoHolds(epoch: 9), id: "who")
      #expect(others == .claim(PenClaim(holder: "vps-01", pen: 0, barredThrough: 9)))
      for connection in [first, second, other] { await connection.close() }
    }
  }

  @Test("a repeated question that only reads is asked anew")
  func repeatedRead() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect()
      let before = try await connection.call(ReadPenFacts(), id: "facts")
      #expect(before.pen == nil)
      _ = try await connection.call(Learn(pen: .not), id: "learn")
      let after = try await connection.call(ReadPenFacts(), id: "facts")
      #expect(after.pen == .not)
      await connection.close()
    }
  }

  /// Keeps a request of a coordinator under way until the returned closure is called.
  func keepRunning(_ id: String, at agent: RunningAgent, in group: inout ThrowingTaskGroup<Void, any Error>) async
    -> @Sendable () -> Void
  {
    let (begun, started) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let key = RequestLedger.Key(peer: PeerIdentity(fleet: "fiskai", role: .coordinator, name: "alice"), id: id)
    group.addTask {
      _ = await agent.ledger.answer(key) {
        started.finish()
        for await _ in released {}
        let answer = AnswerMessage(kind: .reply, id: id, body: PenAnswer.notHolder)
        return Result { () throws(ProtocolError) in try MessageCoder().encode(answer) }
      }
    }
    for await _ in begun {}
    return { release.finish() }
  }

  @Test("a change that was given up runs on, and asking again on the same connection waits for its answer")
  func againAfterDeadline() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect()
      try await withThrowingTaskGroup(of: Void.self) { group in
        let release = await keepRunning("slow", at: agent, in: &group)
        let error = await #expect(throws: ProtocolError.self) {
          _ = try await connection.call(WhoHolds(epoch: 1), id: "slow", deadline: .milliseconds(100))
        }
        #expect(error?.code == .deadlineExceeded)
        group.addTask {
          let answer = try? await connection.call(WhoHolds(epoch: 1), id: "slow")
          #expect(answer == .notHolder)
        }
        release()
        try await group.waitForAll()
      }
      await connection.close()
    }
  }

  @Test("a change that was given up is not answered: its id may have been asked again")
  func givenUp() async throws {
    try await RunningAgent.run { agent in
      try await withThrowingTaskGroup(of: Void.self) { group in
        let release = await keepRunning("slow", at: agent, in: &group)
        try await RawPeer.dial(agent.port, agent.fleet.identity(.coordinator, "alice").clientContext()) { peer in
          try await peer.say(frame: ServerContractTests.request("whoHolds", id: "slow", body: #"{"epoch":1}"#))
          try await peer.say(frame: #"{"kind":"cancel","id":"slow"}"#)
          try await peer.say(frame: ServerContractTests.hello)
          #expect(try await peer.next()?.id == "a")
          release()
          // An agent that stops finishes everything first: what comes now is all that would ever come.
          await agent.stop()
          let rest = try await peer.lastWords()
          #expect(rest.isEmpty)
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("an agent that is stopped answers the change that is under way, then closes")
  func stopDuringChange() async throws {
    try await RunningAgent.run { agent in
      let idle = try await agent.connect()
      _ = try await idle.call(Hello(), id: "a")
      try await withThrowingTaskGroup(of: Void.self) { group in
        let release = await keepRunning("slow", at: agent, in: &group)
        try await RawPeer.dial(agent.port, agent.fleet.identity(.coordinator, "alice").clientContext()) { peer in
          try await peer.say(frame: ServerContractTests.request("whoHolds", id: "slow", body: #"{"epoch":1}"#))
          // The change has been taken when the question behind it has been answered.
          try await peer.say(frame: ServerContractTests.hello)
          #expect(try await peer.next()?.id == "a")
          await agent.stop()
          // Another connection, which is idle, ends: the agent is on its way out.
          while (try? await idle.call(Hello(), id: "c")) != nil {}
          release()
          let answers = try await peer.lastWords()
          #expect(answers.map(\.id) == ["slow"])
          #expect(answers.map(\.kind) == [.reply])
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("an agent that is stopped ends its connections, idle ones and those with a question under way")
  func stop() async throws {
    try await MuteRedis.listen { redis in
      try await RunningAgent.run { agent in
        let idle = try await agent.connect()
        let busy = try await agent.connect()
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            let error = await #expect(throws: ProtocolError.self) {
              _ = try await busy.call(
                ProbeRedis(address: TestFleet.address, port: redis.port), id: "a", deadline: .minutes(1))
            }
            #expect(error.map { [.unreachable, .redis].contains($0.code) } == true)
          }
          await redis.wait(for: 1, .opened)
          await agent.stop()
        }
        await redis.wait(for: 1, .closed)
        let error = await #expect(throws: ProtocolError.self) { _ = try await idle.call(Hello(), id: "b") }
        #expect(error?.code == .unreachable)
      }
    }
  }
}
