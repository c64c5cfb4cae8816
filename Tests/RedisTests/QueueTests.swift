import NIOCore
import Testing

@testable import Redis

@Suite("The queues of BullMQ are found and counted")
struct QueueTests {
  @Test(
    "a queue's key is split at its last colon",
    arguments: [
      ("bull:mail:wait", "bull", "mail", QueueKey.Suffix.wait), ("bull:a:b:meta", "bull", "a:b", .meta),
      ("{team:bull}:mail:waiting-children", "{team:bull}", "mail", .waitingChildren),
      ("team:bull:mail:id", "team:bull", "mail", .id),
    ])
  func keys(key: String, prefix: String, queue: String, suffix: QueueKey.Suffix) throws {
    let parsed = try #require(QueueKey(key, prefix: prefix))
    #expect(parsed == QueueKey(prefix: prefix, queue: queue, suffix: suffix))
    #expect(parsed.description == key)
  }

  @Test(
    "a key of a job, of another prefix, or without a queue is none",
    arguments: [
      "bull:mail:42", "bull:mail:42:logs", "bull:wait", "bull::wait", "bull", "", "bullx:mail:wait", "mail:wait",
    ])
  func otherKeys(key: String) {
    #expect(QueueKey(key) == nil)
  }

  @Test("pending is everything but the completed and the failed")
  func pending() {
    let counts = QueueCounts(
      queue: "mail", waiting: 1, active: 2, paused: 4, delayed: 8, prioritized: 16, waitingChildren: 32, completed: 64,
      failed: 128)
    #expect(counts.pending == 63)
    #expect(counts == counts)
    #expect(counts != QueueCounts(queue: "mail", waiting: 1))
  }

  @Test("a prefix is matched as it is, whatever glob signs it has")
  func glob() {
    #expect(QueueDiscovery.escapingGlob("{a*b?[c]\\^}") == "{a\\*b\\?\\[c\\]\\\\\\^}")
  }

  @Test("queues are found by meta, by their lists and by their sorted sets; jobs and other prefixes are not queues")
  func discovery() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        _ = try await connection.send(Self.keySpace)
        let all = try await QueueDiscovery(count: 10).run(on: connection)
        #expect(all.queues == ["counted", "delayed-only", "evicted", "group:mail", "mail"])
        #expect(all.cutShort == nil)
        #expect(all.steps > 4)
        let other = try await QueueDiscovery(prefix: "team*:bull").run(on: connection)
        #expect(other.queues == ["reports"])
      }
    }
  }

  @Test("how far a queue is, by the last id of its events, which outlives their trimming, and by its counter of jobs")
  func progress() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        _ = try await connection.send([
          RedisCommand(["XADD", "bull:mail:events", "1772338033000-4", "event", "added"]),
          RedisCommand(["XTRIM", "bull:mail:events", "MAXLEN", "0"]),
          RedisCommand(["SET", "bull:mail:id", "12"]),
        ])
        let progress = try await QueueProgressReader(queues: ["mail", "none"]).read(from: connection)
        #expect(progress.map(\.queue) == ["mail", "none"])
        #expect(progress.map(\.lastEvent) == ["1772338033000-4", nil])
        #expect(progress.map(\.jobsAdded) == [12, nil])
      }
    }
  }

  @Test("ids that wait without a job are counted, markers are not ids, and a long list is sampled evenly")
  func audit() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        _ = try await connection.send(
          (1...250).map { RedisCommand(["RPUSH", "bull:mail:wait", "\($0)"]) }
            + (1...240).map { RedisCommand(["HSET", "bull:mail:\($0)", "name", "job"]) }
            + [RedisCommand(["RPUSH", "bull:mail:wait", "0:1772338033000"])])
        let all = try await QueueAuditor(sample: 1000).audit("mail", on: connection)
        #expect(all == .init(waiting: 251, sampled: 250, dangling: 10))
        let some = try await QueueAuditor(sample: 200).audit("mail", on: connection)
        #expect(some == .init(waiting: 251, sampled: 200, dangling: 0))
        #expect(try await QueueAuditor(sample: 100).audit("none", on: connection).waiting == 0)
      }
    }
    #expect(QueueAuditor.starts(of: 1_000_000, sample: 400) == [0, 250_000, 500_000, 750_000])
    #expect(QueueAuditor.starts(of: 50, sample: 2000) == [0])
    #expect(QueueAuditor.starts(of: 0, sample: 2000).isEmpty)
  }

  @Test("the longest job at work is told in seconds of the server's own clock")
  func longestJob() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        let now = try #require(try await connection.call(.time).array?.first?.integer)
        _ = try await connection.send(
          [RedisCommand(["RPUSH", "bull:mail:active", "1", "2", "3"])]
            + [(1, 20), (2, 95)].map { id, age in
              RedisCommand(["HSET", "bull:mail:\(id)", "processedOn", "\((now - age) * 1000)"])
            })
        let seconds = try await QueueAuditor(sample: 100).audit("mail", on: connection).longestJobSeconds
        // The server's clock goes on meanwhile.
        #expect((95...155).contains(try #require(seconds)))
        #expect(try await QueueAuditor(sample: 100).audit("none", on: connection).longestJobSeconds == nil)
      }
    }
  }

  @Test("the pattern of the walk lets every queue's key through", arguments: QueueKey.Suffix.allCases)
  func pattern(suffix: QueueKey.Suffix) throws {
    let sets = QueueDiscovery.suffixes.split(separator: "*")
    let (first, last) = (try #require(suffix.rawValue.first), try #require(suffix.rawValue.last))
    #expect(sets.count == 2 && sets[0].contains(first) && sets[1].contains(last))
  }

  @Test("a walk that is cut short says so")
  func cutShort() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        _ = try await connection.send(Self.keySpace)
        let steps = try await QueueDiscovery(count: 1, maximumSteps: 8).run(on: connection)
        #expect(steps.cutShort == "after 8 steps of 1 keys")
        let time = try await QueueDiscovery(count: 1, maximumDuration: .zero).run(on: connection)
        #expect(time == .init(queues: [], steps: 0, cutShort: "after 0.0 seconds"))
      }
    }
  }

  @Test("every state is counted in one pipeline, without the marker of BullMQ 4")
  func depths() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        _ = try await connection.send(Self.states)
        let reader = QueueDepthReader(queues: ["mail", "empty", "old"])
        #expect(reader.commands.count == 30)
        let counts = try await reader.read(from: connection)
        #expect(
          counts == [
            QueueCounts(
              queue: "mail", waiting: 2, active: 1, paused: 1, delayed: 3, prioritized: 1, waitingChildren: 1,
              completed: 2, failed: 1),
            QueueCounts(queue: "empty"), QueueCounts(queue: "old", waiting: 1, delayed: 1),
          ])
        #expect(counts.map(\.pending) == [9, 0, 2])
        // Not blocked by the pause of a cut.
        try await connection.perform(.clientPauseWrite(milliseconds: 10_000))
        #expect(try await reader.read(from: connection) == counts)
        try await connection.perform(.clientUnpause)
      }
    }
  }

  @Test("a key of another type is named, and so is a wrong number of replies")
  func wrongType() async throws {
    try await RedisServer.run { server in
      try await server.connected { connection in
        try await connection.perform(.set("bull:mail:delayed", "text"))
        let reader = QueueDepthReader(queues: ["mail"])
        let error = try await #require(throws: RedisError.self) { _ = try await reader.read(from: connection) }
        #expect(error.message.contains("answered ZCARD of queue mail, delayed with \"WRONGTYPE"))
        #expect(error.remedy == "another program uses this key: check the configured prefix")
        let few = try #require(throws: RedisError.self) { _ = try reader.counts(of: [], from: server.socket) }
        #expect(few.message == "0 replies from redis at \(server.socket); required: 10")
      }
    }
  }

  private static func command(_ text: String) -> RedisCommand {
    RedisCommand(text.split(separator: " ").map(String.init))
  }

  private static let keySpace: [RedisCommand] =
    [
      "HSET bull:mail:meta version bullmq:5.0.0", "HSET bull:group:mail:meta version bullmq:3.0.0",
      "RPUSH bull:evicted:wait 1 2", "ZADD bull:delayed-only:delayed 1 1", "SET bull:counted:id 9",
      "HSET bull:mail:1 name x", "RPUSH bull:mail:1:logs x", "SET bull:mail:1:lock x", "SADD bull:mail:stalled 1",
      "ZADD bull:mail:repeat 1 x", "RPUSH other:mail:wait 1", "SET bull:not-a-list:wait x",
      "HSET bull:mail:2:failed child x",
      "HSET team*:bull:reports:meta version x", "HSET teamwork:bull:wrong:meta version x",
    ].map(command)
    + (0..<200).map { command("HSET bull:mail:\($0) name x") }

  private static let states: [RedisCommand] = [
    "RPUSH bull:mail:wait 1 2", "RPUSH bull:mail:active 3", "RPUSH bull:mail:paused 4 0:1700000000000",
    "ZADD bull:mail:delayed 1 5 2 6 3 7", "ZADD bull:mail:prioritized 1 8", "ZADD bull:mail:waiting-children 1 9",
    "ZADD bull:mail:completed 1 10 2 11", "ZADD bull:mail:failed 1 12", "RPUSH bull:old:wait 13 0:1700000000000",
    "ZADD bull:old:delayed 1700000000000 14",
  ].map(command)
}
