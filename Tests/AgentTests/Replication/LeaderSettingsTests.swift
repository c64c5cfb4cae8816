/// Which settings the leading Redis gets for the copy (`redis-bullmq.md`, P1).
import Testing

@testable import Agent

@Suite("the settings of a leading Redis")
struct LeaderSettingsTests {
  /// A Redis with its defaults, as `CONFIG GET` answers.
  static let defaults = [
    "maxmemory": "0", "maxmemory-policy": "noeviction",
    "client-output-buffer-limit": "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
    "repl-timeout": "60", "repl-backlog-size": "1048576", "repl-backlog-ttl": "3600", "repl-diskless-sync": "yes",
    "repl-diskless-sync-delay": "5", "repl-diskless-load": "disabled",
  ]

  /// The wanted settings of a server that differs from its defaults.
  static func wanted(_ changes: [String: String] = [:], usedMemory: Int = 1 << 20) -> [String] {
    LeaderSettings.wanted(values: defaults.merging(changes) { $1 }, usedMemory: usedMemory)
      .map { "\($0.name) \($0.value)" }
  }

  @Test("a server with its defaults gets what a long copy needs, and nothing that it has")
  func fresh() {
    #expect(
      Self.wanted() == [
        "client-output-buffer-limit slave 0 0 0", "repl-timeout 300", "repl-backlog-size 268435456",
        "repl-backlog-ttl 0", "repl-diskless-sync-delay 0", "repl-diskless-load swapdb",
      ])
  }

  @Test("a limited server gets room for the backlog before it may not evict, and both before the backlog")
  func limited() {
    let wanted = Self.wanted(["maxmemory": "1000000", "maxmemory-policy": "allkeys-lru"], usedMemory: 1_000_000)
    #expect(wanted.first == "maxmemory \(1_300_000 + LeaderSettings.backlog)")
    #expect(wanted.dropFirst().first == "maxmemory-policy noeviction")
    #expect(wanted.contains("repl-backlog-size 268435456"))
  }

  @Test("a server with room enough keeps its limit")
  func room() {
    let wanted = Self.wanted(["maxmemory": "2147483648", "maxmemory-policy": "allkeys-lru"], usedMemory: 1 << 20)
    #expect(wanted.first == "maxmemory-policy noeviction")
  }

  @Test("what is larger already stays")
  func larger() {
    let wanted = Self.wanted(["repl-timeout": "900", "repl-backlog-size": "1073741824"])
    #expect(!wanted.contains { $0.hasPrefix("repl-timeout") || $0.hasPrefix("repl-backlog-size") })
  }

  @Test("a server that is prepared is left alone, in the words of either version", arguments: ["slave", "replica"])
  func prepared(word: String) {
    let wanted = Self.wanted([
      "client-output-buffer-limit": "normal 0 0 0 \(word) 0 0 0 pubsub 33554432 8388608 60", "repl-timeout": "300",
      "repl-backlog-size": "268435456", "repl-backlog-ttl": "0", "repl-diskless-sync-delay": "0",
      "repl-diskless-load": "swapdb",
    ])
    #expect(wanted.isEmpty)
  }
}
