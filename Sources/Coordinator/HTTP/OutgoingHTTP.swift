import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Protocol

/// Sends requests over HTTP/1.1 and hears the status of their answers, no more. No body is read, no redirect is followed,
/// and nothing is sent twice by itself.
struct OutgoingHTTP: Sendable {
  private let client: HTTPClient
  private let timeout: Duration

  private init(timeout: Duration) {
    self.timeout = timeout
    client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: .strict(timeout: timeout))
  }

  /// Runs a body with a sender, and closes its connections afterwards.
  /// - Parameter timeout: the longest time of one request, from the connection to the head of the answer.
  static func run<Value: Sendable>(
    timeout: Duration, _ body: @Sendable (OutgoingHTTP) async -> Value
  ) async -> Value {
    let http = OutgoingHTTP(timeout: timeout)
    let value = await body(http)
    // The only failure is that it is closed already.
    try? await http.client.shutdown()
    return value
  }

  /// Sends a request.
  func send(_ request: OutgoingRequest) async -> ProbeAnswer {
    var call = request.url.withRevealed { HTTPClientRequest(url: $0) }
    call.method = HTTPMethod(rawValue: request.method)
    call.headers = ["User-Agent": "cutover", "Accept": "*/*"]
    request.authorization?.withRevealed { call.headers.add(name: "Authorization", value: $0) }
    if let json = request.json {
      call.headers.add(name: "Content-Type", value: "application/json")
      call.body = .bytes(ByteBuffer(string: json))
    }
    do {
      return .status(Int(try await client.execute(call, timeout: TimeAmount(timeout)).status.code))
    } catch let error as NIOConnectionError {
      // Nobody listens (yet), or the name is not known: nothing was sent.
      return .unsent(error.connectionErrors.isEmpty ? "its name cannot be resolved" : "no connection")
    } catch let error as IOError where error.errnoCode == ECONNREFUSED {
      // The same of a URL with an address. Only a connection that was never made can be refused.
      return .unsent("no connection")
    } catch let error as HTTPClientError where error == .connectTimeout {
      return .unsent("no connection within \(timeout / .seconds(1)) s")
    } catch {
      return .silent(words(error))
    }
  }

  /// An error's own text is not used: it could hold parts of the request.
  private func words(_ error: any Error) -> String {
    if error is NIOSSLError || error is NIOSSLExtraError { return "its certificate is not trusted" }
    let late: [HTTPClientError] = [.deadlineExceeded, .readTimeout, .tlsHandshakeTimeout]
    if let error = error as? HTTPClientError, late.contains(error) {
      return "no answer within \(timeout / .seconds(1)) s"
    }
    return "no HTTP answer"
  }
}
