import Docker
import NIOCore
import NIOHTTP1
import NIOPosix
import SystemPackage

/// A stand-in for the Docker daemon: HTTP over a unix socket, one scripted answer for each request.
struct EngineStandIn {
  /// What was asked.
  struct Request: Sendable, Equatable {
    var line: String
    var body: String
  }

  /// What is answered.
  struct Answer: Sendable {
    var status: HTTPResponseStatus = .ok
    var chunks: [[UInt8]] = []
    /// Whether the end of the body is the end of the connection, as for an exec's output.
    var endsWithConnection = false
    /// Whether nothing is ever answered.
    var isSilent = false

    static func json(_ text: String, status: HTTPResponseStatus = .ok) -> Answer {
      Answer(status: status, chunks: [Array(text.utf8)])
    }
  }

  typealias Script = @Sendable (Request) -> Answer
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  /// Runs a body with a client of a daemon that answers as scripted; `/_ping` answers by itself.
  static func run(
    apiVersion: String = "1.41", script: @escaping Script = { _ in Answer() },
    body: @escaping @Sendable (DockerEngine) async throws -> Void
  ) async throws {
    try await serve(apiVersion: apiVersion, script: script) { socket in
      try await body(try await DockerEngine.connect(socket: socket))
    }
  }

  /// Runs a body with the socket of a daemon that answers as scripted.
  static func serve(
    apiVersion: String, script: @escaping Script, body: @escaping @Sendable (String) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.run { directory in
      let socket = directory.appending("docker.sock").string
      let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(unixDomainSocketPath: socket) { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            return try Connection(wrappingChannelSynchronously: channel)
          }
        }
      try await server.executeThenClose { connections in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            try await withThrowingDiscardingTaskGroup { inner in
              for try await connection in connections {
                inner.addTask { try? await answer(connection, apiVersion, script) }
              }
            }
          }
          group.addTask { try await body(socket) }
          defer { group.cancelAll() }
          try await group.next()
        }
      }
    }
  }

  private static func answer(
    _ connection: Connection, _ apiVersion: String, _ script: Script
  ) async throws {
    try await connection.executeThenClose { inbound, outbound in
      var request = Request(line: "", body: "")
      for try await part in inbound {
        switch part {
        case .head(let head): request.line = "\(head.method.rawValue) \(head.uri)"
        case .body(let buffer): request.body += String(buffer: buffer)
        case .end:
          let answer = request.line == "GET /_ping" ? Answer(chunks: [Array("OK".utf8)]) : script(request)
          if answer.isSilent { continue }
          let version: HTTPVersion = answer.endsWithConnection ? .http1_0 : .http1_1
          let headers: HTTPHeaders = ["Api-Version": apiVersion]
          try await outbound.write(.head(HTTPResponseHead(version: version, status: answer.status, headers: headers)))
          for chunk in answer.chunks { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: chunk)))) }
          try await outbound.write(.end(nil))
          if answer.endsWithConnection { return }
        }
      }
    }
  }
}
