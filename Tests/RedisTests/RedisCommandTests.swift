import NIOCore
import Testing

@testable import Redis

@Suite("Commands are arrays of bulk strings, and show only their label")
struct RedisCommandTests {
  private func bytes(_ command: RedisCommand) -> String { String(buffer: command.encoded) }

  @Test("lengths are counted in bytes")
  func encoding() {
    #expect(bytes(.ping) == "*1\r\n$4\r\nPING\r\n")
    #expect(bytes(.set("ü", "")) == "*3\r\n$3\r\nSET\r\n$2\r\nü\r\n$0\r\n\r\n")
    #expect(
      bytes(RedisCommand(label: "DUMP", bytes: [ByteBuffer(string: "DUMP"), ByteBuffer(bytes: [0xFF, 0x0D])]))
        == String(
          decoding: Array("*2\r\n$4\r\nDUMP\r\n$2\r\n".utf8) + [0xFF, 0x0D] + Array("\r\n".utf8), as: UTF8.self))
  }

  @Test(
    "each command is sent as documented",
    arguments: [
      (RedisCommand.info(), ["INFO"]), (.info(.replication), ["INFO", "replication"]),
      (.configGet("maxmemory*"), ["CONFIG", "GET", "maxmemory*"]),
      (.configSet("maxmemory", "1gb"), ["CONFIG", "SET", "maxmemory", "1gb"]),
      (.clientPauseWrite(milliseconds: 10_000), ["CLIENT", "PAUSE", "10000", "WRITE"]),
      (.clientUnpause, ["CLIENT", "UNPAUSE"]), (.clientKillNormal, ["CLIENT", "KILL", "TYPE", "normal"]),
      (.clientKill(identifier: 7), ["CLIENT", "KILL", "ID", "7"]),
      (.replicaOf(host: "10.0.0.1", port: 7461), ["REPLICAOF", "10.0.0.1", "7461"]),
      (.fence, ["REPLICAOF", "127.0.0.1", "1"]), (.replicaOfNoOne, ["REPLICAOF", "NO", "ONE"]),
      (.replconf("capa", "psync2"), ["REPLCONF", "capa", "psync2"]),
      (.psync(replicationID: "?", offset: -1), ["PSYNC", "?", "-1"]),
      (.backgroundSave(schedule: true), ["BGSAVE", "SCHEDULE"]), (.backgroundSave(), ["BGSAVE"]),
      (.delete("a", "b"), ["DEL", "a", "b"]), (.get("a"), ["GET", "a"]), (.listLength("a"), ["LLEN", "a"]),
      (.listElement("a", at: -1), ["LINDEX", "a", "-1"]),
      (.listRange("a", from: 0, to: -1), ["LRANGE", "a", "0", "-1"]),
      (.sortedSetCount("a"), ["ZCARD", "a"]), (.setCount("a"), ["SCARD", "a"]),
      (.hashFields("a", ["b", "c"]), ["HMGET", "a", "b", "c"]), (.exists(["a", "b"]), ["EXISTS", "a", "b"]),
      (.dump("a"), ["DUMP", "a"]), (.type("a"), ["TYPE", "a"]), (.memoryUsage("a"), ["MEMORY", "USAGE", "a"]),
      (
        .scan(cursor: "18446744073709551615", match: "bull:*", count: 10),
        ["SCAN", "18446744073709551615", "MATCH", "bull:*", "COUNT", "10"]
      ),
      (.scan(), ["SCAN", "0", "COUNT", "1000"]),
      (.auth(username: "agent", RedisPassword("geheim")), ["AUTH", "agent", "geheim"]),
      (.auth(RedisPassword("geheim")), ["AUTH", "geheim"]),
      (.configSet("masterauth", RedisPassword("geheim")), ["CONFIG", "SET", "masterauth", "geheim"]),
    ])
  func commands(command: RedisCommand, arguments: [String]) {
    #expect(bytes(command) == bytes(RedisCommand(arguments)))
  }

  @Test("no description, dump or interpolation shows a password")
  func redaction() {
    let password = RedisPassword("geheim")
    let shown: [Any] = [
      password, [password], RedisCommand.auth(password), RedisCommand.configSet("requirepass", password),
      RedisCommand.configSet("requirepass", "geheim"), Optional(password) as Any,
    ]
    for value in shown {
      var dumped = ""
      dump(value, to: &dumped)
      #expect(!"\(value) \(String(reflecting: value)) \(dumped)".contains("geheim"))
    }
    #expect("\(RedisCommand.configSet("requirepass", password))" == "CONFIG SET requirepass")
    #expect("\(password)" == "<redacted>")
  }

  @Test("what a server echoes of an unknown command's arguments is dropped: a renamed AUTH has a password there")
  func echo() {
    let reply = RedisErrorReply(line: "ERR unknown command 'AUTH', with args beginning with: 'geheim' ")
    #expect(reply.text == "ERR unknown command 'AUTH'")
    #expect(reply.kind == .unknownCommand)
    #expect(RedisErrorReply(line: "ERR a, b, c").text == "ERR a, b, c")
  }

  @Test(
    "an error reply's kind is its first word",
    arguments: [
      ("READONLY You can't write against a read only replica.", RedisErrorReply.Kind.readOnly),
      ("NOAUTH Authentication required.", .authenticationRequired),
      ("WRONGPASS invalid username-password pair or user is disabled.", .wrongPassword),
      ("ERR invalid password", .wrongPassword),
      ("ERR AUTH <password> called without any password configured for the default user.", .noPasswordConfigured),
      ("NOPERM this user has no permissions to run the 'config|get' command", .noPermission),
      ("LOADING Redis is loading the dataset in memory", .loading),
      ("MISCONF Redis is configured to save RDB snapshots", .misconfigured),
      ("MASTERDOWN Link with MASTER is down", .masterDown), ("NOMASTERLINK Can't SYNC", .noMasterLink),
      ("NOREPLICAS Not enough good replicas to write.", .noReplicas),
      ("OOM command not allowed when used memory > 'maxmemory'.", .outOfMemory), ("BUSY Redis is busy", .busy),
      ("WRONGTYPE Operation against a key", .wrongType), ("UNBLOCKED force unblock", .unblocked),
      ("MOVED 1 127.0.0.1:7000", .cluster), ("DENIED Redis is running in protected mode", .protectedMode),
      ("ERR max number of clients reached", .tooManyClients), ("ERR syntax error", .other), ("", .other),
    ])
  func kinds(line: String, kind: RedisErrorReply.Kind) {
    #expect(RedisErrorReply(line: line).kind == kind)
  }

  @Test("every kind of which the cause is known says what to do next")
  func remedies() {
    let silent = RedisErrorReply.Kind.allCases.filter { $0.remedy.isEmpty }
    #expect(silent == [.unblocked, .other])
  }
}
