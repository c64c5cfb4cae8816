import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The Docker daemon of this host, through its unix socket: exactly the calls that a cutover needs, each with a deadline
/// and a limit on what it reads (contracts.md section 3; docker-engine-v1.44.yaml).
public struct DockerEngine: Sendable {
  /// Where the daemon listens.
  public static let defaultSocket = "/var/run/docker.sock"
  /// The longest JSON answer that is read, in bytes.
  public static let responseLimit = 8 << 20

  /// The version that is spoken.
  public let apiVersion: APIVersion
  /// The highest that the daemon offers.
  public let daemonVersion: APIVersion
  let transport: EngineTransport

  /// Reaches the daemon and agrees on a version of the API.
  /// - Parameters:
  ///   - socket: the path of the daemon's socket.
  ///   - group: where the connections live.
  ///   - deadline: the longest that the first answer may take.
  /// - Throws: `unreachable`, `versionUnsupported`, `deadlineExceeded`.
  public static func connect(
    socket: String = defaultSocket, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
    deadline: Duration = .seconds(5)
  ) async throws(DockerError) -> DockerEngine {
    let transport = EngineTransport(socket: socket, group: group)
    let daemon = try await Deadline(limit: deadline, call: "GET /_ping").run {
      try await transport.exchange(EngineRequest(.GET, "/_ping"), version: nil) { head, body in
        let answer = try await body.collected(limit: 4096)
        try Self.check(head, answer, expecting: [.ok], call: "GET /_ping")
        guard let text = head.headers.first(name: "Api-Version"), let version = APIVersion(text) else {
          throw DockerError(.responseInvalid, "the answer to GET /_ping has no Api-Version header")
        }
        return version
      }
    }
    let version = try APIVersion.negotiated(daemon: daemon)
    return DockerEngine(apiVersion: version, daemonVersion: daemon, transport: transport)
  }

  /// Whether the daemon still answers.
  /// - Throws: `unreachable`, `deadlineExceeded`.
  public func ping(deadline: Duration = .seconds(5)) async throws(DockerError) {
    _ = try await answer(to: EngineRequest(.GET, "/_ping"), deadline: deadline)
  }

  /// The daemon's release and platform.
  public func version(deadline: Duration = .seconds(5)) async throws(DockerError) -> EngineRelease {
    try await decoded(EngineRelease.self, from: EngineRequest(.GET, "/version"), deadline: deadline)
  }

  /// What the daemon says about its host.
  public func information(deadline: Duration = .seconds(10)) async throws(DockerError) -> EngineInformation {
    try await decoded(EngineInformation.self, from: EngineRequest(.GET, "/info"), deadline: deadline)
  }
}

// MARK: - What every call is made of

extension DockerEngine {
  /// A call whose whole answer is read; the status must be one of those expected.
  func answer(
    to request: EngineRequest, expecting: Set<HTTPResponseStatus> = [.ok, .created, .noContent], deadline: Duration
  ) async throws(DockerError) -> (status: HTTPResponseStatus, body: ByteBuffer) {
    let call = "\(request.method.rawValue) \(request.path)"
    return try await Deadline(limit: deadline, call: call).run {
      try await transport.exchange(request, version: apiVersion) { head, body in
        let answer = try await body.collected(limit: Self.responseLimit)
        try Self.check(head, answer, expecting: expecting, call: call)
        return (head.status, answer)
      }
    }
  }

  /// A call whose answer is JSON.
  func decoded<Value: Decodable & Sendable>(
    _ type: Value.Type, from request: EngineRequest, deadline: Duration
  ) async throws(DockerError) -> Value {
    let body = try await answer(to: request, deadline: deadline).body
    return try Self.decoded(type, body, call: "\(request.method.rawValue) \(request.path)")
  }

  static func decoded<Value: Decodable>(
    _ type: Value.Type, _ body: ByteBuffer, call: String
  ) throws(DockerError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch {
      throw DockerError(.responseInvalid, "the answer to \(call) is not what the API describes", cause: "\(error)")
    }
  }

  /// - Throws: `notFound`, `conflict` or `refused` with the daemon's own message, where the status is none of those
  ///   expected.
  static func check(
    _ head: HTTPResponseHead, _ body: ByteBuffer, expecting: Set<HTTPResponseStatus>, call: String
  ) throws(DockerError) {
    guard !expecting.contains(head.status) else { return }
    let code: DockerError.Code =
      switch head.status.code {
      case 404: .notFound
      case 409: .conflict
      default: .refused
      }
    throw DockerError(code, "the Docker daemon answered \(head.status.code) to \(call): \(message(in: body))")
  }

  /// The daemon's own words in the answer of a refusal.
  static func message(in body: ByteBuffer) -> String {
    (try? JSONDecoder().decode(EngineFailure.self, from: Data(body.readableBytesView)))?.message ?? "no message"
  }

  /// The path segment of a container, network or exec id.
  static func segment(_ identifier: String) -> String { EngineRequest.percentEncoded(identifier) }
}

/// How the daemon reports a failure: `{"message": "…"}`.
private struct EngineFailure: Decodable {
  let message: String
}
