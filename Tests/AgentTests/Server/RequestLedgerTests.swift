/// Requests that change something: done once, to their end, and remembered.
import Logging
import NIOCore
import Protocol
import ServiceLifecycle
import Testing

@testable import Agent

@Suite("the ledger of requests that change something", .timeLimit(.minutes(1)))
struct RequestLedgerTests {
  typealias Answer = Result<ByteBuffer, ProtocolError>

  static func key(_ id: String, of name: String = "alice") -> RequestLedger.Key {
    RequestLedger.Key(peer: PeerIdentity(fleet: "fiskai", role: .coordinator, name: name), id: id)
  }

  static func answer(_ text: String) -> Answer { .success(ByteBuffer(string: text)) }

  /// Asks something that is answered with a text at once.
  static func ask(
    _ ledger: RequestLedger, _ id: String, of name: String = "alice", answering text: String
  ) async -> Answer {
    await ledger.answer(key(id, of: name)) { Self.answer(text) }
  }

  /// Runs a ledger while the body runs.
  func withLedger(capacity: Int = 256, _ body: @escaping @Sendable (RequestLedger) async throws -> Void) async throws {
    let ledger = RequestLedger(capacity: capacity)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await ledger.run() }
      try await body(ledger)
      group.cancelAll()
    }
  }

  @Test("a repeated request is not done again: it gets the first one's answer, be it a failure")
  func repeated() async throws {
    try await withLedger { ledger in
      let first = await Self.ask(ledger, "a", answering: "first")
      let second = await Self.ask(ledger, "a", answering: "second")
      #expect(first == Self.answer("first"))
      #expect(second == Self.answer("first"))
      let refusal = Answer.failure(ProtocolError(.refused, "no"))
      let refused = await ledger.answer(Self.key("b")) { refusal }
      #expect(refused == refusal)
      #expect(await Self.ask(ledger, "b", answering: "yes") == refusal)
    }
  }

  @Test("the same id of another asker is another request")
  func otherAsker() async throws {
    try await withLedger { ledger in
      _ = await Self.ask(ledger, "a", of: "alice", answering: "alice's")
      #expect(await Self.ask(ledger, "a", of: "bob", answering: "bob's") == Self.answer("bob's"))
    }
  }

  @Test("a request repeated while it runs waits for the first one's end")
  func whileRunning() async throws {
    try await withLedger { ledger in
      let (begun, started) = AsyncStream.makeStream(of: Void.self)
      let (released, release) = AsyncStream.makeStream(of: Void.self)
      async let first = ledger.answer(Self.key("a")) {
        started.finish()
        for await _ in released {}
        return Self.answer("first")
      }
      for await _ in begun {}
      async let second = Self.ask(ledger, "a", answering: "second")
      release.finish()
      #expect(await first == Self.answer("first"))
      #expect(await second == Self.answer("first"))
    }
  }

  @Test("an asker that goes does not end what it asked")
  func askerGone() async throws {
    try await withLedger { ledger in
      let (begun, started) = AsyncStream.makeStream(of: Void.self)
      let (released, release) = AsyncStream.makeStream(of: Void.self)
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          _ = await ledger.answer(Self.key("a")) {
            started.finish()
            for await _ in released {}
            return Self.answer(Task.isCancelled ? "broken off" : "to its end")
          }
        }
        for await _ in begun {}
        group.cancelAll()
        release.finish()
      }
      #expect(await Self.ask(ledger, "a", answering: "again") == Self.answer("to its end"))
    }
  }

  @Test("the oldest answers are forgotten first, those of running requests never")
  func capacity() async throws {
    try await withLedger(capacity: 2) { ledger in
      let (begun, started) = AsyncStream.makeStream(of: Void.self)
      let (released, release) = AsyncStream.makeStream(of: Void.self)
      async let running = ledger.answer(Self.key("running")) {
        started.finish()
        for await _ in released {}
        return Self.answer("running")
      }
      for await _ in begun {}
      for id in ["a", "b", "c"] { _ = await Self.ask(ledger, id, answering: id) }
      #expect(await Self.ask(ledger, "c", answering: "again") == Self.answer("c"))
      #expect(await Self.ask(ledger, "a", answering: "again") == Self.answer("again"))
      release.finish()
      #expect(await running == Self.answer("running"))
    }
  }

  @Test("a graceful shutdown waits for what runs, and refuses what comes then")
  func shutdown() async throws {
    let ledger = RequestLedger()
    let (begun, started) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let group = ServiceGroup(services: [ledger], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let (ends, sink) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        try await group.run()
        sink.yield("ledger")
      }
      async let running = ledger.answer(Self.key("a")) {
        started.finish()
        for await _ in released {}
        sink.yield("request")
        return Self.answer("a")
      }
      for await _ in begun {}
      await group.triggerGracefulShutdown()
      // The signal arrives in its own time; until then requests are taken as ever.
      var late = Self.answer("late 0")
      var count = 0
      while case .success = late {
        count += 1
        late = await Self.ask(ledger, "late \(count)", answering: "late")
      }
      #expect(
        late
          == .failure(
            ProtocolError(.unreachable, "this agent is being stopped", next: "ask again when it has started")))
      release.finish()
      #expect(await running == Self.answer("a"))
      try await tasks.waitForAll()
    }
    sink.finish()
    var order: [String] = []
    for await end in ends { order.append(end) }
    #expect(order == ["request", "ledger"])
  }
}
