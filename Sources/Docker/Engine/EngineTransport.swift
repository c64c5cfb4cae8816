import NIOCore
import NIOHTTP1
import NIOPosix

/// HTTP/1.1 over the daemon's unix socket, one connection for each request: a stream of events or logs then never delays
/// an inspection, and closing is cancelling.
struct EngineTransport: Sendable {
  typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

  let socket: String
  let group: any EventLoopGroup

  /// Sends the request and lets `read` take the answer; the connection is closed when it returns or throws.
  func exchange<Value: Sendable>(
    _ request: EngineRequest, version: APIVersion?,
    read: (HTTPResponseHead, inout EngineBody) async throws -> Value
  ) async throws -> Value {
    let connection = try await connected()
    return try await connection.executeThenClose { inbound, outbound in
      try await outbound.write(contentsOf: parts(of: request, version: version))
      if let upload = request.upload {
        try await upload.write { try await outbound.write(.body(.byteBuffer($0))) }
        try await outbound.write(.end(nil))
      }
      var iterator = inbound.makeAsyncIterator()
      guard case .head(let head) = try await iterator.next() else {
        try Task.checkCancellation()
        throw DockerError(
          .unreachable, "the Docker daemon closed the connection without an answer",
          remedy: "Look at the daemon: systemctl status docker")
      }
      var body = EngineBody(iterator)
      return try await read(head, &body)
    }
  }

  private func connected() async throws(DockerError) -> Connection {
    do {
      return try await ClientBootstrap(group: group)
        .connectTimeout(.seconds(5))
        .connect(unixDomainSocketPath: socket) { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            return try Connection(wrappingChannelSynchronously: channel)
          }
        }
    } catch {
      throw Self.unreachable(socket, error)
    }
  }

  private func parts(of request: EngineRequest, version: APIVersion?) -> [HTTPClientRequestPart] {
    var headers: HTTPHeaders = ["Host": "docker", "User-Agent": "cutover-agent", "Connection": "close"]
    if let upload = request.upload {
      headers.add(name: "Content-Type", value: "application/x-tar")
      headers.add(name: "Content-Length", value: String(upload.length))
    } else if let body = request.body {
      headers.add(name: "Content-Type", value: "application/json")
      headers.add(name: "Content-Length", value: String(body.count))
    } else if request.method == .POST {
      headers.add(name: "Content-Length", value: "0")
    }
    let head = HTTPRequestHead(
      version: .http1_1, method: request.method, uri: request.target(version: version), headers: headers)
    if request.upload != nil { return [.head(head)] }
    guard let body = request.body else { return [.head(head), .end(nil)] }
    return [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)]
  }

  private static func unreachable(_ socket: String, _ error: any Error) -> DockerError {
    let remedy =
      (error as? IOError)?.errnoCode == 13
      ? "Add the agent's user to the docker group, then restart the agent."
      : "Start the daemon on this host: systemctl start docker"
    return DockerError(
      .unreachable, "the Docker daemon's socket \(socket) cannot be reached", remedy: remedy, cause: "\(error)")
  }
}
