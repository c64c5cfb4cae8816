import FoundationEssentials
import NIOCore
import NIOPosix
import Protocol

/// Asks this host's tailscaled over its socket (LocalAPI). It is asked in HTTP/1.0, so that an answer is a head, a body and
/// the end of the connection.
struct Tailscaled: Sendable {
  /// Where it listens; elsewhere in tests.
  var socket = "/var/run/tailscale/tailscaled.sock"
  /// How long each question may take.
  var limit = TimeAmount.seconds(3)
  /// A first packet may go through a relay while the direct path is being made.
  private static let attempts = 3
  private static let largest = 1 << 20

  /// The part of `GET status` that is used.
  private struct Status: Decodable {
    let state: String
    private enum CodingKeys: String, CodingKey { case state = "BackendState" }
  }

  /// The answer of `POST ping` (tailscale, `ipnstate.PingResult`).
  struct Ping: Decodable, Sendable {
    let error: String?
    let seconds: Double?
    let endpoint: String?
    let peerRelay: String?
    let relay: String?

    private enum CodingKeys: String, CodingKey {
      case error = "Err"
      case seconds = "LatencySeconds"
      case endpoint = "Endpoint"
      case peerRelay = "PeerRelay"
      case relay = "DERPRegionCode"
    }

    /// What it says about the path.
    func facts(state: String) -> TailnetFacts {
      if let error, !error.isEmpty { return TailnetFacts(state: state, problem: error) }
      let microseconds = seconds.map { Int(($0 * 1_000_000).rounded()) }
      for (path, through) in [(TailnetFacts.Path.direct, endpoint), (.peerRelay, peerRelay), (.relay, relay)] {
        guard let through, !through.isEmpty else { continue }
        return TailnetFacts(path: path, through: through, microseconds: microseconds, state: state)
      }
      return TailnetFacts(state: state, problem: "tailscaled names no path")
    }
  }

  /// How the address is reached. What does not answer is one of the facts.
  func facts(of address: String) async -> TailnetFacts {
    guard let status = try? await ask("GET", "/localapi/v0/status?peers=false", Status.self) else {
      return TailnetFacts(problem: "tailscaled does not answer at \(socket)")
    }
    guard status.state == "Running" else {
      return TailnetFacts(state: status.state, problem: "tailscaled is \(status.state)")
    }
    guard address.allSatisfy({ $0.isHexDigit || $0 == "." || $0 == ":" }) else {
      return TailnetFacts(state: status.state, problem: "\(address) is no address")
    }
    var facts = TailnetFacts(state: status.state, problem: "no answer of \(address)")
    for _ in 0..<Self.attempts {
      guard let ping = try? await ask("POST", "/localapi/v0/ping?ip=\(address)&type=disco", Ping.self) else { continue }
      facts = ping.facts(state: status.state)
      if facts.path == .direct { return facts }
    }
    return facts
  }

  private func ask<Value: Decodable>(_ method: String, _ target: String, _ type: Value.Type) async throws -> Value {
    try Self.decoded(try await answer(to: method, target), type)
  }

  private func answer(to method: String, _ target: String) async throws -> ByteBuffer {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(limit)
      .connect(unixDomainSocketPath: socket) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    // What takes too long ends with its connection.
    let timer = channel.channel.eventLoop.scheduleTask(in: limit) { channel.channel.close(promise: nil) }
    defer { timer.cancel() }
    return try await channel.executeThenClose { inbound, outbound in
      let head = "\(method) \(target) HTTP/1.0\r\nHost: local-tailscaled.sock\r\nContent-Length: 0\r\n\r\n"
      try await outbound.write(ByteBuffer(string: head))
      var answer = ByteBuffer()
      for try await var piece in inbound {
        answer.writeBuffer(&piece)
        guard answer.readableBytes <= Self.largest else { break }
      }
      return answer
    }
  }

  /// The body of an answer of status 200.
  static func decoded<Value: Decodable>(_ answer: ByteBuffer, _ type: Value.Type) throws -> Value {
    let bytes = Array(answer.readableBytesView)
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)),
      String(decoding: bytes.prefix(16), as: UTF8.self).split(separator: " ").dropFirst().first == "200"
    else { throw ProtocolError(.unreachable, "tailscaled gave no answer of status 200") }
    return try JSONDecoder().decode(type, from: Data(bytes[end.upperBound...]))
  }
}
