import Foundation
import NIOCore
import NIOPosix
import Redis

/// A redis-server of its own for one test: on a unix socket and a loopback port, in a temporary folder, ended by its
/// process id. What it logs is an event that tests wait for.
final class RedisServer: Sendable {
  let port: Int
  let socketPath: String
  private let log: AsyncStream<String>

  var address: RedisEndpoint { .address("127.0.0.1", port: port) }
  var socket: RedisEndpoint { .unixSocket(socketPath) }

  private init(port: Int, socketPath: String, log: AsyncStream<String>) {
    self.port = port
    self.socketPath = socketPath
    self.log = log
  }

  /// Runs a server as long as the body runs.
  static func run<Result>(_ arguments: [String] = [], _ body: (RedisServer) async throws -> Result) async throws
    -> Result
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "redis-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let port = try await freePort()
    let socketPath = folder.appending(path: "s").path
    let configuration = folder.appending(path: "redis.conf")
    try """
    port \(port)
    bind 127.0.0.1
    unixsocket \(socketPath)
    dir \(folder.path)
    save ""
    repl-diskless-sync-delay 0
    """.write(to: configuration, atomically: true, encoding: .utf8)

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["redis-server", configuration.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    let (log, lines) = AsyncStream<String>.makeStream()
    let (ended, hasEnded) = AsyncStream<Void>.makeStream()
    output.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty {
        handle.readabilityHandler = nil
        lines.finish()
      }
      for line in String(decoding: data, as: UTF8.self).split(separator: "\n") { lines.yield(String(line)) }
    }
    process.terminationHandler = { _ in hasEnded.finish() }
    try process.run()
    let server = RedisServer(port: port, socketPath: socketPath, log: log)
    do {
      try await server.waitForLog("now ready to accept connections at")
      let result = try await body(server)
      end(process)
      for await _ in ended {}
      return result
    } catch {
      end(process)
      for await _ in ended {}
      throw error
    }
  }

  /// Waits until the server logs a line with the text.
  func waitForLog(_ text: String) async throws {
    for await line in log where line.contains(text) { return }
    throw RedisError(.closed, "the redis-server of this test ended without logging \"\(text)\"")
  }

  /// Connects, runs the body, closes.
  func connected<Result>(
    password: RedisPassword? = nil, timeout: Duration = .seconds(10), _ body: (RedisConnection) async throws -> Result
  ) async throws -> Result {
    let connection = try await RedisConnection.connect(
      to: socket, password: password, timeout: timeout, on: MultiThreadedEventLoopGroup.singleton.any())
    do {
      let result = try await body(connection)
      await connection.close()
      return result
    } catch {
      await connection.close()
      throw error
    }
  }

  /// A process that Foundation starts inherits a signal mask in which SIGTERM is blocked, so it would never end by that.
  private static func end(_ process: Process) {
    kill(process.processIdentifier, SIGKILL)
  }

  private static func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = channel.localAddress?.port ?? 0
    try await channel.close()
    return port
  }
}
