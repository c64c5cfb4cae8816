import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Protocol

/// Calls over HTTP/1.1. A server's certificate must be one that this laptop trusts and of the name in the address; the
/// token goes to that address only: no redirect is followed, and no proxy of the environment is used.
struct CoolifyHTTP: CoolifyTransport {
  /// The longest reply that is read, in bytes. The list of deployments holds their logs where the token may read
  /// sensitive things, some 90 KB a row.
  static let longestReply = 16 << 20

  private let client: HTTPClient
  private let timeout: Duration

  /// - Parameter timeout: the longest time of one call, from the connection to the last byte of the reply.
  init(timeout: Duration = .seconds(15)) {
    self.timeout = timeout
    client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: .strict(timeout: timeout))
  }

  /// Runs a body with a transport, and closes its connections afterwards.
  static func run<Value: Sendable, Failure: Error>(
    timeout: Duration = .seconds(15), _ body: (CoolifyHTTP) async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let http = CoolifyHTTP(timeout: timeout)
    do throws(Failure) {
      let value = try await body(http)
      await http.close()
      return value
    } catch {
      await http.close()
      throw error
    }
  }

  /// Closes the connections; nothing can be sent afterwards.
  func close() async {
    // The only failure is that it is closed already.
    try? await client.shutdown()
  }

  func send(_ request: CoolifyRequest) async throws(CoolifyError) -> CoolifyReply {
    do {
      return try await withThrowingTaskGroup(of: CoolifyReply?.self) { group in
        group.addTask { try await exchange(request) }
        group.addTask { [timeout] in
          // The client's own deadline ends with the reply's head, so that a body could drip for ever.
          try await Task.sleep(for: timeout)
          return nil
        }
        defer { group.cancelAll() }
        guard let reply = try await group.next() ?? nil else { throw HTTPClientError.deadlineExceeded }
        return reply
      }
    } catch {
      throw failure(error, of: request)
    }
  }

  private func exchange(_ request: CoolifyRequest) async throws -> CoolifyReply {
    var call = HTTPClientRequest(url: request.url)
    call.method = HTTPMethod(rawValue: request.method.rawValue)
    // Without this Accept, Laravel answers some failures by a redirect to its login page.
    call.headers = ["Accept": "application/json", "User-Agent": "cutover"]
    request.token.withRevealed { call.headers.add(name: "Authorization", value: "Bearer \($0)") }
    if let body = request.body {
      call.headers.add(name: "Content-Type", value: "application/json")
      call.body = .bytes(ByteBuffer(string: body.withRevealed { $0 }))
    }
    let response = try await client.execute(call, timeout: TimeAmount(timeout))
    let body = try await response.body.collect(upTo: Self.longestReply)
    return CoolifyReply(
      status: Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After"),
      body: Data(body.readableBytesView))
  }

  /// An error's own text is not used: it could hold parts of a request.
  private func failure(_ error: any Error, of request: CoolifyRequest) -> CoolifyError {
    if Task.isCancelled { return .interrupted }
    let host = request.address.host
    if error is NIOTooManyBytesError {
      return CoolifyError(
        code: .reply, observed: "Coolify's answer is longer than \(Self.longestReply >> 20) MiB",
        required: "an answer of its API v1", next: "look whether app.coolify.url is the address of a Coolify")
    }
    let next = "look whether Coolify runs and this laptop reaches it: curl -i \(request.address.base)/health"
    if error is NIOSSLError || error is NIOSSLExtraError {
      return CoolifyError(
        code: .unreachable, observed: "no TLS connection to Coolify at \(host): its certificate is not trusted",
        required: "a certificate for that name from an authority that this laptop trusts", next: next)
    }
    let late: [HTTPClientError] = [.deadlineExceeded, .readTimeout, .connectTimeout, .tlsHandshakeTimeout]
    if let error = error as? HTTPClientError, late.contains(error) {
      return CoolifyError(
        code: .unreachable, observed: "Coolify at \(host) gave no answer within \(timeout / .seconds(1)) s",
        required: "an answer of its API", next: next)
    }
    return CoolifyError(
      code: .unreachable, observed: "no connection to Coolify at \(host)", required: "an answer of its API", next: next)
  }
}
