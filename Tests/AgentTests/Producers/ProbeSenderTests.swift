/// The one request that an agent sends for a producer: what goes out, and what it takes for an answer.
import NIOCore
import NIOPosix
import Protocol
import Synchronization
import Testing
import Transport

@testable import Agent

@Suite("an agent sends a producer's request", .timeLimit(.minutes(1)))
struct ProbeSenderTests {
  /// What a server has heard.
  final class Heard: Sendable {
    private let content = Mutex("")
    var text: String { content.withLock { $0 } }
    func add(_ more: String) { content.withLock { $0 += more } }
  }

  /// A server that reads one request and answers with these bytes; none: it never does.
  static func answering(
    _ answer: String?, _ body: @escaping @Sendable (_ port: Int, _ heard: Heard) async throws -> Void
  ) async throws {
    let heard = Heard()
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    let port = server.channel.localAddress?.port ?? 0
    try await server.executeThenClose { connections in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for try await connection in connections {
            try? await connection.executeThenClose { inbound, outbound in
              for try await bytes in inbound {
                heard.add(String(buffer: bytes))
                if let answer, heard.text.hasSuffix("\r\n\r\n") { try await outbound.write(ByteBuffer(string: answer)) }
              }
            }
          }
        }
        group.addTask { try await body(port, heard) }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  @Test("as it is configured, once; the status is all that is heard")
  func status() async throws {
    try await Self.answering("HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nyes") { port, heard in
      let status = try await ProbeSender().send(
        SendProbe(method: "POST", url: "http://127.0.0.1:\(port)/api/regulatory/trigger?a=b"))
      #expect(status == 202)
      let lines = heard.text.split(separator: "\r\n")
      #expect(lines.first == "POST /api/regulatory/trigger?a=b HTTP/1.1")
      #expect(lines.contains("Host: 127.0.0.1:\(port)"))
      #expect(lines.contains("Content-Length: 0"))
    }
  }

  @Test("a redirect is an answer and is not followed; what comes before an answer is not one")
  func redirect() async throws {
    let redirect = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    try await Self.answering(redirect) { port, _ in
      let status = try await ProbeSender().send(SendProbe(method: "GET", url: "http://127.0.0.1:\(port)/"))
      #expect(status == 302)
    }
    let early = "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    try await Self.answering(early) { port, _ in
      let status = try await ProbeSender().send(SendProbe(method: "GET", url: "http://127.0.0.1:\(port)/"))
      #expect(status == 200)
    }
  }

  @Test("what is no HTTP, or silence, is said without the query of the URL", arguments: ["SSH-2.0-x\r\n\r\n", nil])
  func silence(answer: String?) async throws {
    try await Self.answering(answer) { port, _ in
      let sender = ProbeSender(limit: .milliseconds(400))
      let error = await #expect(throws: ProtocolError.self) {
        try await sender.send(SendProbe(method: "POST", url: "http://127.0.0.1:\(port)/x?token=hunter2"))
      }
      #expect(error?.code == .unreachable)
      #expect(error?.message.hasPrefix("POST http://127.0.0.1:\(port)/x: no") == true, "\(error?.message ?? "")")
      #expect("\(error?.message ?? "")\(error?.next ?? "")\(error?.cause ?? "")".contains("hunter2") == false)
    }
  }

  @Test("a name is refused: nothing is resolved", arguments: ["http://example.com/", "ftp://127.0.0.1/", "x"])
  func name(url: String) async {
    let error = await #expect(throws: ProtocolError.self) {
      try await ProbeSender().send(SendProbe(method: "GET", url: url))
    }
    #expect(error?.code == .precondition)
  }

  @Test("where nobody listens it is tried until the time is up")
  func nobody() async throws {
    let error = await #expect(throws: ProtocolError.self) {
      try await ProbeSender(limit: .milliseconds(600)).send(SendProbe(method: "GET", url: "http://127.0.0.1:1/"))
    }
    #expect(error?.code == .unreachable)
  }

  @Test("a request that bootstrap has not told the agent is not sent")
  func configured() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect()
      let error = await #expect(throws: ProtocolError.self) {
        _ = try await connection.call(SendProbe(method: "GET", url: "http://127.0.0.1:1/"), id: "a")
      }
      #expect(error?.code == .refused)
      #expect(error?.next.contains("coordinator bootstrap") == true)
      await connection.close()
    }
  }
}
