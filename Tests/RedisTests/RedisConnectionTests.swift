import NIOCore
import NIOPosix
import Testing

@testable import Redis

@Suite("One connection to a Redis")
struct RedisConnectionTests {
  private static var eventLoop: any EventLoop { MultiThreadedEventLoopGroup.singleton.any() }

  /// The error that connecting ends with.
  private func failure(
    connectingTo endpoint: RedisEndpoint, password: RedisPassword? = nil, timeout: Duration = .seconds(5)
  ) async throws -> RedisError {
    try await #require(throws: RedisError.self) {
      _ = try await RedisConnection.connect(
        to: endpoint, password: password, connectTimeout: timeout, on: Self.eventLoop)
    }
  }

  /// The error that a command ends with.
  private func failure(of command: RedisCommand, on connection: RedisConnection) async throws -> RedisError {
    try await #require(throws: RedisError.self) { try await connection.call(command) }
  }

  @Test("a pipeline is answered in order, over TCP and over a unix socket; an error is a value among the replies")
  func pipeline() async throws {
    try await RedisServer.run { server in
      for endpoint in [server.address, server.socket] {
        let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
        let replies = try await connection.send([
          .ping, .set("k", "v"), .get("k"), .listLength("k"), .get("missing"), .hashFields("h", ["a", "b"]),
        ])
        #expect(replies[0] == .simpleString("PONG"))
        #expect(replies[1].isOK)
        #expect(replies[2].string == "v")
        #expect(replies[3].error?.kind == .wrongType)
        #expect(replies[4] == .null)
        #expect(replies[5] == .array([.null, .null]))
        #expect(try await connection.send([]).isEmpty)
        #expect(try await connection.clients().map(\.name) == ["cutover-agent"])
        await connection.close()
        #expect(!connection.isOpen)
      }
    }
  }

  @Test("many tasks share a connection, and each gets its own replies")
  func sharing() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        try await withThrowingTaskGroup(of: Bool.self) { group in
          for number in 0..<200 {
            group.addTask {
              let key = "k\(number)"
              let replies = try await connection.send([.set(key, key), .ping, .get(key)])
              return replies[2].string == key
            }
          }
          for try await isRight in group { #expect(isRight) }
        }
      }
    }
  }

  @Test("a reply of some megabytes arrives whole")
  func largeReply() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        let text = String(repeating: "x", count: 4 << 20)
        try await connection.perform(.set("big", text))
        #expect(try await connection.call(.get("big")).bytes?.readableBytes == 4 << 20)
      }
    }
  }

  @Test("the password opens the connection; a wrong, a missing and a needless one are told apart")
  func authentication() async throws {
    try await RedisServer.run(["--requirepass", "geheim"]) { server in
      try await server.connected(password: RedisPassword("geheim")) { connection in
        try await connection.perform(.set("k", "v"))
      }
      let wrong = try await failure(connectingTo: server.socket, password: RedisPassword("falsch-geraten"))
      #expect(wrong.code == .refused)
      #expect(wrong.reply?.kind == .wrongPassword)
      #expect(!"\(wrong)".contains("falsch-geraten"))
      #expect(wrong.remedy == "correct this Redis's user and password in the fleet file")
      try await server.connected { connection in
        let error = try await #require(throws: RedisError.self) { try await connection.call(.get("k")) }
        #expect(
          error.message
            == "redis at \(server.socket) answered GET with \"NOAUTH Authentication required.\"")
        #expect(error.reply?.kind == .authenticationRequired)
      }
    }
    try await RedisServer.run { server in
      let needless = try await failure(connectingTo: server.socket, password: RedisPassword("geheim"))
      #expect(needless.reply?.kind == .noPasswordConfigured)
      #expect(needless.remedy.hasPrefix("remove the password of this Redis"))
    }
  }

  @Test("nobody listens, and a name instead of an address")
  func unreachable() async throws {
    let nobody = try await failure(connectingTo: .address("127.0.0.1", port: 1))
    #expect(nobody.code == .unreachable)
    #expect(nobody.message == "no connection to redis at 127.0.0.1:1 within 5.0 seconds")
    #expect(nobody.cause != nil)
    #expect(try await failure(connectingTo: .unixSocket("/tmp/no-such-socket")).code == .unreachable)
    let name = try await failure(connectingTo: .address("localhost", port: 6379))
    #expect(name.code == .invalidArgument)
    #expect(name.remedy == "give the address instead of a name")
    let port = try await failure(connectingTo: .address("127.0.0.1", port: 70_000))
    #expect(port.message == "port 70000 of 127.0.0.1:70000; required: 1 to 65535")
    #expect("\(RedisEndpoint.address("::1", port: 6379))" == "[::1]:6379")
  }

  @Test("a late answer closes the connection: its replies would be taken for later ones")
  func timeout() async throws {
    try await ScriptedServer.run(answers: ["+OK\r\n"]) { endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      let error = try await #require(throws: RedisError.self) {
        try await connection.call(.ping, timeout: .milliseconds(20))
      }
      #expect(error.code == .timedOut)
      #expect(
        error.message == "redis at \(endpoint) did not answer PING within 20 ms; the connection was closed, and "
          + "whether the command ran is not known")
      try await connection.closeFuture.get()
      let later = try await #require(throws: RedisError.self) { try await connection.call(.ping) }
      #expect(later.code == .timedOut)
    }
    try await ScriptedServer.run(answers: []) { endpoint in
      let silent = try await failure(connectingTo: endpoint, timeout: .milliseconds(20))
      #expect(silent.code == .timedOut)
    }
  }

  @Test("half of a pipeline's replies in time are not enough")
  func lateSecondReply() async throws {
    try await ScriptedServer.run(answers: ["+OK\r\n", "+PONG\r\n"]) { endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      let error = try await #require(throws: RedisError.self) {
        try await connection.send([.ping, .get("k")], timeout: .milliseconds(20))
      }
      #expect(error.message.contains("did not answer PING and 1 more within 20 ms"))
    }
  }

  @Test("the end of the connection fails every call in flight and every later one")
  func closed() async throws {
    try await ScriptedServer.run(answers: ["+OK\r\n", ""], closesAfterLast: true) { endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      async let first = failure(of: .ping, on: connection)
      async let second = failure(of: .ping, on: connection)
      for error in try await [first, second] {
        #expect(error.code == .closed)
        #expect(
          error.message
            == "the connection to redis at \(endpoint) has ended; whether a command in flight ran is not known")
      }
      let later = try await #require(throws: RedisError.self) { try await connection.call(.ping) }
      #expect(later.code == .closed)
      await connection.close()
    }
  }

  @Test("a reply cut off by the end of the stream is an error, not an answer")
  func cutOff() async throws {
    try await ScriptedServer.run(answers: ["+OK\r\n", "$10\r\nabc"], closesAfterLast: true) { endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      async let cut = failure(of: .get("k"), on: connection)
      async let next = failure(of: .ping, on: connection)
      let errors = try await [cut, next]
      #expect(errors.allSatisfy { [.closed, .protocolViolation].contains($0.code) })
    }
  }

  @Test("a peer that is no Redis")
  func noRedis() async throws {
    try await ScriptedServer.run(answers: ["HTTP/1.1 400 Bad Request\r\n\r\n"]) { endpoint in
      let error = try await failure(connectingTo: endpoint)
      #expect(error.code == .protocolViolation)
      #expect(
        error.message
          == "redis at \(endpoint) sent a reply of type byte 72, which is not RESP2 within the limits")
      #expect(error.remedy == "check that a Redis listens there, without TLS and without a proxy")
    }
  }

  @Test("a server that says that it is full and hangs up at once is not called unreachable", arguments: 1...50)
  func fullServer(_: Int) async throws {
    try await ScriptedServer.run(
      greeting: "-ERR max number of clients reached\r\n", answers: [], closesAfterLast: true
    ) { endpoint in
      let error = try await #require(throws: RedisError.self) {
        let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
        _ = try await connection.call(.ping)
      }
      #expect([.refused, .closed].contains(error.code))
    }
  }

  @Test("a server that refuses the client unasked is quoted")
  func refusedUnasked() async throws {
    try await ScriptedServer.run(
      greeting: "-ERR max number of clients reached\r\n", answers: [""], closesAfterLast: true
    ) { endpoint in
      let error = try await #require(throws: RedisError.self) {
        let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
        _ = try await connection.call(.ping)
      }
      #expect([.refused, .closed].contains(error.code))
    }
    try await ScriptedServer.run(answers: ["+OK\r\n+surprise\r\n"]) { endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      try await connection.closeFuture.get()
      let error = try await #require(throws: RedisError.self) { try await connection.call(.ping) }
      #expect(error.message == "redis at \(endpoint) sent a simple string that nothing asked for")
    }
  }

  @Test("a cancelled caller is released at once, and the replies of the others stay in order")
  func cancellation() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        let blocked = Task { () async -> RedisError.Code? in
          do throws(RedisError) {
            _ = try await connection.call(RedisCommand(["BLPOP", "list", "0"]), timeout: .seconds(30))
            return nil
          } catch {
            return error.code
          }
        }
        try await server.connected { observer in
          // An event of the server itself: the blocked client is counted.
          while try await observer.information(.clients).clients.blocked != 1 {}
          blocked.cancel()
          #expect(await blocked.value == .cancelled)
          async let later = connection.call(.get("k"))
          try await connection.eventLoop.submit {}.get()
          _ = try await observer.send([RedisCommand(["RPUSH", "list", "x"]), .set("k", "v")])
          let answer = try await later
          #expect(["v", nil].contains(answer.string))
          #expect(try await connection.call(.get("k")).string == "v")
        }
      }
    }
  }

  @Test("a call of a cancelled task ends at once")
  func cancelledBefore() async throws {
    try await ScriptedServer.run(answers: ["+OK\r\n"]) { endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      let (ready, go) = AsyncStream<Void>.makeStream()
      let task = Task { () async -> String? in
        for await _ in ready {}
        do throws(RedisError) {
          _ = try await connection.call(.ping)
          return nil
        } catch {
          return error.message
        }
      }
      task.cancel()
      go.finish()
      #expect(await task.value == "PING to redis at \(endpoint) was cancelled; whether it ran is not known")
      await connection.close()
    }
  }

  @Test("an answer that is not the documented one says what was required")
  func unexpectedReply() async throws {
    try await ScriptedServer.run(answers: ["+OK\r\n", ":1\r\n", ":1\r\n", "*1\r\n:1\r\n", "+x\r\n", ":1\r\n", ":1\r\n"])
    {
      endpoint in
      let connection = try await RedisConnection.connect(to: endpoint, on: Self.eventLoop)
      let perform = try await #require(throws: RedisError.self) { try await connection.perform(.fence) }
      #expect(perform.code == .unexpectedReply)
      #expect(perform.message == "redis at \(endpoint) answered REPLICAOF with an integer; required: OK")
      let information = try await #require(throws: RedisError.self) { _ = try await connection.information(.stats) }
      #expect(information.message == "redis at \(endpoint) answered INFO stats with an integer; required: a text")
      let settings = try await #require(throws: RedisError.self) { _ = try await connection.configuration("maxmemory") }
      #expect(
        settings.message.hasSuffix("answered CONFIG GET maxmemory with an array of 1; required: names and values"))
      let role = try await #require(throws: RedisError.self) { _ = try await connection.role() }
      #expect(role.message.hasSuffix("answered ROLE with a simple string; required: a role as documented"))
      let time = try await #require(throws: RedisError.self) { _ = try await connection.microsecondsSince1970() }
      #expect(time.message.hasSuffix("answered TIME with an integer; required: seconds and microseconds"))
      let clients = try await #require(throws: RedisError.self) { _ = try await connection.clients() }
      #expect(clients.message.hasSuffix("answered CLIENT LIST with an integer; required: a text"))
    }
  }
}
