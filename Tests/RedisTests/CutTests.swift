import NIOCore
import NIOPosix
import Testing

@testable import Redis

@Suite("The commands of a cut, on two real servers")
struct CutTests {
  @Test("pause, fence, equality after the fence, refused write, equal counts, promote, follow by partial resync")
  func cut() async throws {
    try await RedisServer.run(["--repl-backlog-size", "16mb"]) { old in
      try await RedisServer.run(["--replicaof", "127.0.0.1", "\(old.port)"]) { new in
        try await new.waitForLog("MASTER <-> REPLICA sync: Finished with success")
        try await old.connected { oldConnection in
          try await new.connected { newConnection in
            try await cut(from: oldConnection, to: newConnection, newPort: new.port)
            try await old.waitForLog("Successful partial resynchronization with master")
            let statistics = try await newConnection.information(.stats).statistics
            #expect((statistics.fullSyncs, statistics.partialSyncsAccepted) == (0, 1))
            #expect(try await newConnection.call(.get("k")).string == "v")
            #expect(try await oldConnection.information(.errorstats).errorCounts == ["READONLY": 1])
          }
        }
      }
    }
  }

  private func cut(from old: RedisConnection, to new: RedisConnection, newPort: Int) async throws {
    _ = try await old.send([RedisCommand(["RPUSH", "bull:mail:wait", "1", "2"]), .set("k", "v"), .configResetStat])
    let depths = QueueDepthReader(queues: ["mail"])
    try await old.perform(.clientPauseWrite(milliseconds: 10_000))
    let fenced = try await old.send([.fence, .delete("missing"), .info(.replication)] + depths.commands)
    #expect(fenced[0].isOK)
    #expect(fenced[1].error?.kind == .readOnly)
    let last = RedisInformation(parsing: try #require(fenced[2].string)).replication
    #expect(last.role == .replica)
    var copy = try await new.information(.replication).replication
    // Each answer is an event; the stream was written before the fence, so it arrives.
    while copy.master?.appliedOffset != last.offset { copy = try await new.information(.replication).replication }
    #expect(copy.replicationID == last.replicationID)
    let counts = try depths.counts(of: Array(fenced[3...]), from: old.endpoint)
    #expect(counts == [QueueCounts(queue: "mail", waiting: 2)])
    #expect(try await depths.read(from: new) == counts)
    try await new.perform(.replicaOfNoOne)
    try await old.perform(.replicaOf(host: "127.0.0.1", port: newPort))
    try await old.perform(.clientUnpause)
  }
}
