/// Calls over a connection: each gets its own answer, its own deadline, and its own end.
import Certificates
import Cutover
import NIOCore
import Protocol
import Synchronization
import Testing
import Transport

@Suite("calls to an agent", .timeLimit(.minutes(1)))
struct AgentConnectionTests {
  let fleet: TestFleet

  init() throws { self.fleet = try TestFleet() }

  /// Connects to an agent that follows a script.
  func withConnection(
    keepalive: TimeAmount = .minutes(1),
    to script: @escaping @Sendable (inout ScriptedAgent.Conversation) async throws -> Void,
    _ body: (AgentConnection) async throws -> Void
  ) async throws {
    let server = try fleet.identity(.agent, "vps-01").serverContext()
    try await ScriptedAgent(script: script).serve(as: server) { port in
      let connection = try await AgentConnection.connect(
        address: TestFleet.address, port: port, identity: try fleet.identity(.coordinator, "alice", address: nil),
        expected: fleet.agent("vps-01"), keepalive: keepalive)
      try await body(connection)
      await connection.close()
    }
  }

  @Test("a call says its version, id, verb, run, epoch and deadline, and returns the reply")
  func call() async throws {
    try await withConnection { agent in
      let header = try await agent.request()
      #expect(
        header
          == RequestHeader(
            version: 1, id: "a", verb: .queueDepths, run: "run-7", epoch: 3, deadlineMilliseconds: 2_500))
      try await agent.reply("a", QueueDepths.Reply(queues: [], complete: true))
      try await agent.untilClosed()
    } _: { connection in
      #expect(connection.peer == fleet.agent("vps-01"))
      let verb = QueueDepths(redis: RedisReference(container: "fiskai-redis", password: .none))
      let reply = try await connection.call(verb, id: "a", run: "run-7", epoch: 3, deadline: .milliseconds(2_500))
      #expect(reply == QueueDepths.Reply(queues: [], complete: true))
    }
  }

  @Test("progress comes in order and before the reply; one that cannot be read is left out")
  func progress() async throws {
    let seen = Mutex<[Int]>([])
    try await withConnection { agent in
      let header = try await agent.request()
      for number in 1...3 {
        let body = AwaitSync.Progress(stage: "copying", bytes: number)
        try await agent.say(AnswerMessage(kind: .progress, id: header.id, body: body))
        try await agent.say(AnswerMessage(kind: .progress, id: header.id, body: ["percent": number]))
      }
      let position = ReplicationPosition(replicationID: "ab", offset: 1)
      try await agent.reply(header.id, AwaitSync.Reply(position: position, bytes: 3, milliseconds: 1))
      try await agent.untilClosed()
    } _: { connection in
      let verb = AwaitSync(follower: RedisReference(container: "c", password: .none))
      let reply = try await connection.call(verb, id: "a") { progress in
        seen.withLock { $0.append(progress.bytes) }
      }
      #expect(reply.bytes == 3)
      #expect(seen.withLock { $0 } == [1, 2, 3])
    }
  }

  @Test("a failure is the agent's own error, and concerns no other call")
  func failure() async throws {
    let refusal = ProtocolError(.epochStale, "epoch 2 is over", next: "start a new run", cause: "epoch 3 was granted")
    try await withConnection { agent in
      let first = try await agent.request()
      try await agent.say(AnswererMessage(kind: .failure, id: first.id, error: refusal))
      let second = try await agent.request()
      try await agent.reply(second.id, PenFacts(cutInProgress: false))
      try await agent.untilClosed()
    } _: { connection in
      #expect(await failure(of: connection, id: "a") == refusal)
      try await expectAnswer(from: connection, id: "b")
    }
  }

  @Test("200 calls at once get their own answers, in whatever order these come")
  func concurrent() async throws {
    try await withConnection { agent in
      var ids: [String] = []
      for _ in 0..<200 { ids.append(try await agent.request().id) }
      for id in ids.shuffled() {
        try await agent.reply(id, ProbeRedis.Reply(version: id, microseconds: 1))
      }
      try await agent.untilClosed()
    } _: { connection in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let reply = try await connection.call(
              ProbeRedis(address: "a", port: 1), id: "call-\(number)", deadline: .seconds(30))
            #expect(reply.version == "call-\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("a call that is not answered in time fails, tells the agent, and its late answer reaches nobody")
  func deadline() async throws {
    try await withConnection { agent in
      let header = try await agent.request()
      #expect(header.deadlineMilliseconds == 20)
      let cancel = try await agent.next()
      #expect(cancel?.kind == .cancel)
      #expect(cancel?.id == header.id)
      try await agent.reply(header.id, PenFacts(cutInProgress: true))
      try await agent.reply(try await agent.request().id, PenFacts(cutInProgress: false))
      try await agent.untilClosed()
    } _: { connection in
      let error = await failure(of: connection, id: "late", deadline: .milliseconds(20))
      #expect(error?.code == .deadlineExceeded)
      #expect(error?.message.hasSuffix("did not answer within 20 ms") == true)
      try await expectAnswer(from: connection, id: "next")
    }
  }

  @Test("a call whose task is cancelled fails at once and tells the agent")
  func cancellation() async throws {
    let (asked, sink) = AsyncStream.makeStream(of: Void.self)
    try await withConnection { agent in
      let header = try await agent.request()
      sink.finish()
      let cancel = try await agent.next()
      #expect(cancel?.kind == .cancel)
      #expect(cancel?.id == header.id)
      try await agent.untilClosed()
    } _: { connection in
      let error = await withTaskGroup(of: ProtocolError?.self) { group in
        group.addTask { await failure(of: connection, id: "a", deadline: .minutes(1)) }
        for await _ in asked {}
        group.cancelAll()
        return await group.next() ?? nil
      }
      #expect(error?.code == .cancelled)
      #expect(connection.isOpen)
    }
  }

  @Test("a task that is cancelled already asks nothing that is waited for")
  func cancelledBefore() async throws {
    try await withConnection { agent in
      try await agent.untilClosed()
    } _: { connection in
      let error = await withTaskGroup(of: ProtocolError?.self) { group in
        group.cancelAll()
        group.addTask { await failure(of: connection, id: "a", deadline: .minutes(1)) }
        return await group.next() ?? nil
      }
      #expect(error?.code == .cancelled)
    }
  }

  @Test("two calls with one id at once: the second is our own defect, the first goes on")
  func sameID() async throws {
    let (asked, sink) = AsyncStream.makeStream(of: Void.self)
    let (refused, refusal) = AsyncStream.makeStream(of: Void.self)
    try await withConnection { agent in
      let header = try await agent.request()
      sink.finish()
      for await _ in refused {}
      try await agent.reply(header.id, PenFacts(cutInProgress: true))
      try await agent.untilClosed()
    } _: { connection in
      async let first = connection.call(ReadPenFacts(), id: "a")
      for await _ in asked {}
      let error = await failure(of: connection, id: "a")
      #expect(error == ProtocolError(.internalError, "two requests with the id a at once"))
      refusal.finish()
      let facts = try await first
      #expect(facts.cutInProgress)
    }
  }

  @Test("a request that is larger than a frame is refused here, and the connection still works")
  func tooLarge() async throws {
    try await withConnection { agent in
      try await agent.reply(try await agent.request().id, PenFacts(cutInProgress: false))
      try await agent.untilClosed()
    } _: { connection in
      let verb = ProbeRedis(address: String(repeating: "x", count: FrameLimits.maximumBodyLength), port: 1)
      let error = await #expect(throws: ProtocolError.self) { _ = try await connection.call(verb, id: "a") }
      #expect(error?.code == .frameTooLarge)
      try await expectAnswer(from: connection, id: "b")
    }
  }

  @Test("a reply of another shape fails its call and says where; the connection goes on")
  func wrongReply() async throws {
    try await withConnection { agent in
      try await agent.reply(try await agent.request().id, ["cutInProgress": "perhaps"])
      try await agent.reply(try await agent.request().id, PenFacts(cutInProgress: false))
      try await agent.untilClosed()
    } _: { connection in
      let error = await failure(of: connection, id: "a")
      #expect(error?.code == .malformed)
      #expect(error?.cause == "body.cutInProgress is not a Bool")
      try await expectAnswer(from: connection, id: "b")
    }
  }

  @Test("an answer that nobody asked for is passed over")
  func unasked() async throws {
    try await withConnection { agent in
      let header = try await agent.request()
      try await agent.reply("nobody's", PenFacts(cutInProgress: true))
      try await agent.say(AnswererMessage(kind: .failure, id: "nobody's", error: ProtocolError(.busy, "x")))
      try await agent.say(AnswererMessage(kind: .pong, id: "nobody's"))
      try await agent.reply(header.id, PenFacts(cutInProgress: false))
      try await agent.untilClosed()
    } _: { connection in
      try await expectAnswer(from: connection, id: "a")
    }
  }

  /// Asks for what the scripts answer as long as the connection works.
  func expectAnswer(from connection: AgentConnection, id: String) async throws {
    let facts = try await connection.call(ReadPenFacts(), id: id)
    #expect(facts == PenFacts(cutInProgress: false))
  }

  /// The error with which a call ends; `nil` when it does not fail.
  func failure(
    of connection: AgentConnection, id: String, deadline: TimeAmount = .seconds(10)
  ) async -> ProtocolError? {
    do {
      _ = try await connection.call(ReadPenFacts(), id: id, deadline: deadline)
      return nil
    } catch {
      return error
    }
  }
}
