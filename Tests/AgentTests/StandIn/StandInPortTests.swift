/// The old Redis leaves the port of its name inside the cut, with its record ahead of it.
import Cutover
import Foundation
import Logging
import NIOCore
import NIOPosix
import Protocol
import Redis
import Testing

@testable import Agent

@Suite("the port of the old name", .timeLimit(.minutes(1)))
struct StandInPortTests {
  /// A keeper with a journal of its own, and the record of a stand-in that waits.
  private static func run(
    _ redis: RedisServer, _ body: (StandInKeeper, StandInRecord, AgentState) async throws -> Void
  ) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "standin-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let state = try AgentState(host: "vps-01", stateDirectory: directory.path, leaseSeconds: 15)
    let configuration = AgentConfiguration(
      fleet: "fiskai", host: "vps-01", address: "127.0.0.1", port: 0, stateDirectory: directory.path, peers: [:],
      projects: [])
    let access = RedisAccess(docker: DockerAccess(), stateDirectory: directory.path)
    let keeper = StandInKeeper(
      access: access, state: state, cuts: CutRegister(), configuration: configuration,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let record = StandInRecord(
      redis: RedisReference(container: "fiskai-redis", port: redis.port, password: .none), address: "127.0.0.1",
      port: 1, pen: 7, movedPort: StandInRecord.movedPort(from: redis.port), stage: .prepared)
    try await state.remember(.standIn(record))
    try await body(keeper, record, state)
  }

  @Test("it is left, the record and everybody who asks say where the Redis is now, and open connections stay")
  func left() async throws {
    try await RedisServer.run { redis in
      try await Self.run(redis) { keeper, record, state in
        try await RawClient.connected(redis.port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
          try await redis.connected { connection in
            #expect(await keeper.leavePort(of: "fiskai-redis", on: connection))
            // A cut that releases the clients again finds it done.
            #expect(await keeper.leavePort(of: "fiskai-redis", on: connection))
          }
          #expect(await state.restorable.standIns["fiskai-redis"] == record.at(.serving))
          #expect(keeper.access.ports.port(of: record.redis) == record.movedPort)
          await #expect(throws: (any Error).self) { try await RawClient.connected(redis.port) { _ in } }
          try await RawClient.connected(record.movedPort) { moved in
            try await moved.command("PING")
            try await moved.expect("+PONG\r\n")
          }
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
        }
      }
    }
  }

  @Test("a Redis that cannot have the other port keeps its own, and the cut goes on without a stand-in")
  func kept() async throws {
    try await RedisServer.run { redis in
      try await Self.run(redis) { keeper, record, state in
        let blocker = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .bind(host: "127.0.0.1", port: record.movedPort).get()
        try await redis.connected { connection in
          #expect(await !keeper.leavePort(of: "fiskai-redis", on: connection))
        }
        try await blocker.close()
        #expect(await state.restorable.standIns["fiskai-redis"] == record)
        #expect(keeper.access.ports.port(of: record.redis) == redis.port)
        try await RawClient.connected(redis.port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
        }
      }
    }
  }

  @Test("without a stand-in that waits nothing is moved")
  func none() async throws {
    try await RedisServer.run { redis in
      try await Self.run(redis) { keeper, record, state in
        for stage in [StandInFacts.Stage.suspended, .ended] {
          try await state.remember(.standIn(record.at(stage)))
          try await redis.connected { connection in
            #expect(await !keeper.leavePort(of: "fiskai-redis", on: connection))
          }
        }
        try await RawClient.connected(redis.port) { client in
          try await client.command("PING")
          try await client.expect("+PONG\r\n")
        }
      }
    }
  }
}
