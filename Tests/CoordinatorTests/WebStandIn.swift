import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that keeps what it is asked and answers as scripted: a producer, or a webhook.
final class WebStandIn: Sendable {
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  /// What was asked.
  struct Request: Sendable, Equatable {
    var line: String
    var authorization: String?
    var contentType: String?
    var body: String
  }

  /// What is answered.
  enum Answer: Sendable {
    case status(Int)
    case redirect(to: String)
    /// Nothing, ever.
    case silence
  }

  let port: Int
  private let asked = Mutex<[Request]>([])

  private init(port: Int) { self.port = port }

  /// What came, in order.
  var requests: [Request] { asked.withLock { $0 } }

  /// Runs a body with a server.
  /// - Parameter script: answers a request, told how many came before.
  static func run(
    _ script: @escaping @Sendable (Request, Int) -> Answer = { _, _ in .status(202) },
    body: @escaping @Sendable (WebStandIn) async throws -> Void
  ) async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
    let standIn = WebStandIn(port: server.channel.localAddress?.port ?? 0)
    try await server.executeThenClose { connections in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await withThrowingDiscardingTaskGroup { inner in
            for try await connection in connections {
              inner.addTask { try? await standIn.serve(connection, script) }
            }
          }
        }
        group.addTask { try await body(standIn) }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  private func serve(_ connection: Connection, _ script: @Sendable (Request, Int) -> Answer) async throws {
    try await connection.executeThenClose { inbound, outbound in
      var request = Request(line: "", body: "")
      for try await part in inbound {
        switch part {
        case .head(let head):
          request = Request(
            line: "\(head.method.rawValue) \(head.uri)", authorization: head.headers.first(name: "Authorization"),
            contentType: head.headers.first(name: "Content-Type"), body: "")
        case .body(let buffer): request.body += String(buffer: buffer)
        case .end:
          let before = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
          }
          var (status, headers): (Int, HTTPHeaders) = (200, ["Content-Length": "0"])
          switch script(request, before) {
          case .status(let code): status = code
          case .redirect(let place):
            status = 302
            headers.add(name: "Location", value: place)
          case .silence: continue
          }
          let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
          try await outbound.write(.head(head))
          try await outbound.write(.end(nil))
        }
      }
    }
  }
}
