import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import Coordinator

/// A stand-in for Coolify: its API over HTTP on loopback, with the answers of ``CoolifyStandInState``.
final class CoolifyStandIn: Sendable {
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  let port: Int
  private let state: Mutex<CoolifyStandInState>

  private init(port: Int, state: CoolifyStandInState) {
    self.port = port
    self.state = Mutex(state)
  }

  /// Runs a body with a server in the given state.
  static func run(
    _ state: CoolifyStandInState = CoolifyStandInState(),
    body: @escaping @Sendable (CoolifyStandIn) async throws -> Void
  ) async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
    let standIn = CoolifyStandIn(port: server.channel.localAddress?.port ?? 0, state: state)
    try await server.executeThenClose { connections in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await withThrowingDiscardingTaskGroup { inner in
            for try await connection in connections {
              inner.addTask { try? await standIn.serve(connection) }
            }
          }
        }
        group.addTask { try await body(standIn) }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  /// Reads or changes what Coolify knows.
  func with<Result: Sendable>(_ body: (inout CoolifyStandInState) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  /// The calls so far: `POST /deploy?uuid=app1`.
  var calls: [String] { with { $0.calls } }

  private func serve(_ connection: Connection) async throws {
    try await connection.executeThenClose { inbound, outbound in
      var call: HTTPRequestHead?
      var body = ""
      for try await part in inbound {
        switch part {
        case .head(let head): (call, body) = (head, "")
        case .body(let buffer): body += String(buffer: buffer)
        case .end:
          guard let head = call else { return }
          let request = CoolifyStandInState.Call(
            method: head.method.rawValue, target: head.uri, authorization: head.headers.first(name: "Authorization"),
            contentType: head.headers.first(name: "Content-Type"), body: body)
          let answer = state.withLock { $0.answer(request) }
          if answer.isDropped { return }
          if answer.isSilent { continue }
          var headers: HTTPHeaders = ["Content-Type": "application/json"]
          for (name, value) in answer.headers { headers.add(name: name, value: value) }
          headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
          let status = HTTPResponseStatus(statusCode: answer.status)
          try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
          try await outbound.write(.body(.byteBuffer(ByteBuffer(string: answer.body))))
          try await outbound.write(.end(nil))
        }
      }
    }
  }
}
