import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Protocol

/// Sends one HTTP request and hears the status of its answer, no more: no body is read, no redirect is followed, nothing
/// is sent twice, and no name is resolved.
struct ProbeSender: Sendable {
  private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

  /// How long all of it may take.
  var limit: Duration = .seconds(SendProbe.seconds)

  /// Sends it.
  /// - Returns: the status.
  /// - Throws: ``ProtocolError`` with `unreachable` where no answer came, `precondition` for a URL that it does not take.
  func send(_ probe: SendProbe) async throws(ProtocolError) -> Int {
    guard let target = HTTPTarget(probe.url), target.namesAddress else {
      throw ProtocolError(
        .precondition, "the agent sends a probe to an IP address or to localhost only",
        next: "write the address in the producer's `http.url`, then run `coordinator bootstrap`")
    }
    do {
      return try await withThrowingTaskGroup(of: Int?.self) { group in
        group.addTask { try await exchange(probe.method, target) }
        group.addTask { [limit] in
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard let status = try await group.next() ?? nil else { throw Silence() }
        return status
      }
    } catch {
      // An error's own text is not used: it may name parts of the request.
      let why = error is Silence ? "no answer within \(limit / .seconds(1)) s" : "no HTTP answer"
      throw ProtocolError(
        .unreachable, "\(probe.method) \(target.shown): \(why)",
        next: "look whether the producer runs: curl -i \(target.shown) on this host")
    }
  }

  private struct Silence: Error {}

  private func exchange(_ method: String, _ target: HTTPTarget) async throws -> Int {
    let tls = target.isTLS ? try NIOSSLContext(configuration: .makeClientConfiguration()) : nil
    let address =
      target.host.lowercased() == "localhost"
      ? try SocketAddress(ipAddress: "127.0.0.1", port: target.port)
      : try SocketAddress(ipAddress: target.host, port: target.port)
    let connection = try await connect(to: address, tls)
    return try await connection.executeThenClose { inbound, outbound in
      let headers: HTTPHeaders = [
        "Host": target.authority, "User-Agent": "cutover", "Accept": "*/*", "Content-Length": "0",
        "Connection": "close",
      ]
      let head = HTTPRequestHead(
        version: .http1_1, method: HTTPMethod(rawValue: method), uri: target.path, headers: headers)
      try await outbound.write(.head(head))
      try await outbound.write(.end(nil))
      for try await part in inbound {
        guard case .head(let answer) = part else { continue }
        // 100 and its like come before the answer.
        if answer.status.code >= 200 { return Int(answer.status.code) }
      }
      throw ChannelError.eof
    }
  }

  /// A producer that was made anew may not listen yet: as long as nothing could be sent, it is tried again.
  private func connect(to address: SocketAddress, _ tls: NIOSSLContext?) async throws -> Connection {
    while true {
      do {
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .connectTimeout(TimeAmount(limit))
          .connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture {
              let pipeline = channel.pipeline.syncOperations
              // Without a name the certificate must be one of the address.
              if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil)) }
              try pipeline.addHTTPClientHandlers()
              return try Connection(wrappingChannelSynchronously: channel)
            }
          }
      } catch {
        try await Task.sleep(for: .milliseconds(250))
      }
    }
  }
}
