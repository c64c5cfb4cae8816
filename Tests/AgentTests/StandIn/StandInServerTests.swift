/// The stand-in against a real Redis: what clients do passes, what does not lead to the pen does not.
import Cutover
import Logging
import NIOCore
import NIOPosix
import Redis
import ServiceLifecycle
import Testing

@testable import Agent

@Suite("the stand-in at the old name", .timeLimit(.minutes(2)))
struct StandInServerTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Runs a stand-in in front of a Redis as long as the body runs.
  private static func run(
    to redis: RedisServer, password: String? = nil, pen: PenMarker? = nil, hold: Duration = .seconds(20),
    _ body: (Int, ServiceGroup) async throws -> Void
  ) async throws {
    let upstream = StandInUpstream(
      address: "127.0.0.1", port: redis.port, password: password.map { RedisPassword($0) }, pen: pen, hold: hold)
    let server = StandInServer(address: "127.0.0.1", port: 0, upstream: upstream, logger: logger)
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(await server.boundPort)
      try await body(port, group)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  @Test("a pipeline is answered in its order, by a connection that is as good as new")
  func pipeline() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        try await RawClient.connected(port) { client in
          try await client.send(String(repeating: "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n", count: 1000))
          try await client.expect((1...1000).map { ":\($0)\r\n" }.joined())
          try await client.command("CLIENT", "GETNAME")
          try await client.expect("$-1\r\n")
        }
      }
    }
  }

  @Test("the selected database and the client's name are the client's own")
  func connectionState() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        try await RawClient.connected(port) { client in
          try await client.command("SELECT", "3")
          try await client.command("CLIENT", "SETNAME", "app")
          try await client.command("SET", "k", "v")
          try await client.expect("+OK\r\n+OK\r\n+OK\r\n")
          try await client.command("CLIENT", "GETNAME")
          try await client.expect("$3\r\napp\r\n")
        }
        let found = try await redis.connected { connection in
          try await connection.send([RedisCommand(["SELECT", "3"]), .get("k")]).last?.string
        }
        #expect(found == "v")
      }
    }
  }

  @Test("a blocking command waits on the other side, and a message to subscribers passes")
  func waiting() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        try await RawClient.connected(port) { waiting in
          try await waiting.command("BLPOP", "list", "0")
          try await RawClient.connected(port) { client in
            try await client.command("RPUSH", "list", "job")
            try await client.expect(":1\r\n")
          }
          try await waiting.expect("*2\r\n$4\r\nlist\r\n$3\r\njob\r\n")
          try await waiting.command("SUBSCRIBE", "news")
          try await waiting.expect("*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n")
          try await RawClient.connected(port) { client in
            try await client.command("PUBLISH", "news", "hello")
            try await client.expect(":1\r\n")
          }
          try await waiting.expect("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n")
        }
      }
    }
  }

  @Test("values of 10 MiB pass both ways, to a reader that takes its time")
  func largeValues() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        let value = String(repeating: "0123456789abcdef", count: 10 << 16)
        try await RawClient.connected(port) { client in
          try await client.command("SET", "big", value)
          try await client.expect("+OK\r\n")
          for _ in 0..<3 { try await client.command("GET", "big") }
          try await Task.sleep(for: .milliseconds(200))
          for _ in 0..<3 { try await client.expect("$\(value.utf8.count)\r\n\(value)\r\n") }
        }
      }
    }
  }

  @Test("a client that has said all it will still gets its answers")
  func halfClose() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        try await RawClient.connected(port) { client in
          try await client.command("ECHO", "last words")
          client.finish()
          try await client.expect("$10\r\nlast words\r\n")
          let isEnded = try await client.isAtEnd()
          #expect(isEnded)
        }
      }
    }
  }

  @Test("the end of the Redis's connection is the end of the client's")
  func endOfUpstream() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        try await RawClient.connected(port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
          _ = try await redis.connected { try await $0.call(.clientKillNormal) }
          let isEnded = try await client.isAtEnd()
          #expect(isEnded)
        }
      }
    }
  }

  @Test("2,000 clients that come at once are all served")
  func manyClients() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, _ in
        let count = 2000
        let (answers, sink) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
          let (release, hold) = AsyncStream.makeStream(of: Void.self)
          let gate = Task { for await _ in release {} }
          for _ in 0..<count {
            group.addTask {
              try await RawClient.connected(port) { client in
                try await client.command("INCR", "clients")
                _ = try await client.read(4)
                sink.yield()
                await gate.value
              }
            }
          }
          var answered = 0
          for await _ in answers {
            answered += 1
            if answered == count { break }
          }
          let connected = try await redis.connected { try await $0.information(.clients).clients.connected ?? 0 }
          #expect(connected >= count)
          hold.finish()
          try await group.waitForAll()
        }
        #expect(try await redis.connected { try await $0.call(.get("clients")).string } == "\(count)")
      }
    }
  }

  @Test("it authenticates by itself; a client needs no password, and one that sends it is answered as ever")
  func password() async throws {
    try await RedisServer.run(["--requirepass", "secret"]) { redis in
      try await Self.run(to: redis, password: "secret") { port, _ in
        try await RawClient.connected(port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
          try await client.command("AUTH", "wrong")
          try await client.expect("-WRONGPASS")
        }
      }
      try await Self.run(to: redis, password: "other", hold: .zero) { port, _ in
        let isRefused = try await RawClient.connected(port) { client in try await client.isAtEnd() }
        #expect(isRefused)
      }
    }
  }

  @Test("a client is held until a master answers that carries the pen, and its first bytes with it")
  func held() async throws {
    let pen = PenMarker(fleet: "fiskai", pen: 7)
    try await RedisServer.run { redis in
      try await redis.connected { try await $0.perform(.fence) }
      try await Self.run(to: redis, pen: pen) { port, _ in
        try await RawClient.connected(port) { client in
          try await client.command("SET", "k", "v")
          try await redis.connected { connection in
            // It is promoted, but carries no pen yet, then another fleet's, then one that has moved on since.
            try await connection.perform(.replicaOfNoOne)
            for marker in [PenMarker(fleet: "other", pen: 9), PenMarker(fleet: "fiskai", pen: 6)] {
              try await connection.perform(.set(PenMarker.key, marker.text))
              try await Task.sleep(for: .milliseconds(250))
              #expect(try await connection.call(.get("k")).string == nil)
            }
            try await connection.perform(.set(PenMarker.key, pen.text))
          }
          try await client.expect("+OK\r\n")
        }
      }
    }
  }

  @Test("told to end it frees the port at once, and an open connection comes to its own end")
  func shutdown() async throws {
    try await RedisServer.run { redis in
      try await Self.run(to: redis) { port, group in
        try await RawClient.connected(port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
          await group.triggerGracefulShutdown()
          while (try? await RawClient.connected(port, { _ in })) != nil { try await Task.sleep(for: .milliseconds(5)) }
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
        }
      }
    }
  }

  @Test("it waits for its port while another still has it")
  func waitsForPort() async throws {
    try await RedisServer.run { redis in
      let blocker = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: 0).get()
      let port = try #require(blocker.localAddress?.port)
      let upstream = StandInUpstream(
        address: "127.0.0.1", port: redis.port, password: nil, pen: nil, hold: .seconds(5))
      let server = StandInServer(address: "127.0.0.1", port: port, upstream: upstream, logger: Self.logger)
      let group = ServiceGroup(services: [server], logger: Self.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await Task.sleep(for: .milliseconds(100))
        try await blocker.close()
        #expect(await server.boundPort == port)
        try await RawClient.connected(port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
  }

  @Test("its arguments say where to listen, where to go, and whose pen it is")
  func arguments() throws {
    let command = try StandInCommand(
      ["--listen", "6379", "--to", "100.64.0.2:6380", "--password-file", "/p", "--fleet", "fiskai", "--pen", "7"])
    #expect(command.listen == 6379)
    #expect(command.address == "100.64.0.2")
    #expect(command.port == 6380)
    #expect(command.passwordFile == "/p")
    #expect(command.pen == PenMarker(fleet: "fiskai", pen: 7))
    for wrong in [
      [], ["--listen", "6379"], ["--listen", "0", "--to", "a:1"], ["--listen", "1", "--to", "a"],
      ["--listen", "1", "--to", "a:1", "--pen", "7"], ["--listen", "1", "--to", "a:1", "--what", "7"],
      ["--listen", "1", "--to", "a:1", "--hold", "-1"], ["--listen"],
    ] {
      #expect(throws: StandInCommand.UsageError.self, "\(wrong)") { try StandInCommand(wrong) }
    }
  }
}
