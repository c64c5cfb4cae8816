import Foundation
import NIOCore
import NIOPosix
import Protocol
import Testing

@testable import Agent

/// A stand-in for tailscaled's LocalAPI on a socket of its own.
@Suite("the path through the tailnet")
struct TailscaledTests {
  /// Answers each request by its target, closes after it, and ends with the body.
  static func withStandIn<Result: Sendable>(
    _ answers: [(target: String, body: String)], _ body: (Tailscaled) async throws -> Result
  ) async throws -> Result {
    // A socket's path has at most 107 bytes.
    let path = "/tmp/tailscaled-\(UInt32.random(in: 0...UInt32.max)).sock"
    defer { unlink(path) }
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(StandIn(answers)) }
      }
      .bind(unixDomainSocketPath: path).get()
    do {
      let result = try await body(Tailscaled(socket: path))
      try await server.close()
      return result
    } catch {
      try await server.close()
      throw error
    }
  }

  static let running = (
    target: "/localapi/v0/status", body: #"{"BackendState":"Running","TailscaleIPs":["100.64.0.1"]}"#
  )

  @Test("a direct path is told with its address and its time")
  func direct() async throws {
    let ping =
      #"{"LatencySeconds":0.012,"Endpoint":"192.0.2.7:41641","PeerRelay":"","DERPRegionID":0,"DERPRegionCode":""}"#
    let facts = try await Self.withStandIn([Self.running, ("/localapi/v0/ping", ping)]) {
      await $0.facts(of: "100.64.0.2")
    }
    #expect(
      facts == TailnetFacts(path: .direct, through: "192.0.2.7:41641", microseconds: 12_000, state: "Running"))
  }

  @Test("a relay is told by its name, after it was asked again for a direct path")
  func relayed() async throws {
    let ping = #"{"LatencySeconds":0.05,"Endpoint":"","PeerRelay":"","DERPRegionID":4,"DERPRegionCode":"fra"}"#
    let facts = try await Self.withStandIn([Self.running, ("/localapi/v0/ping", ping)]) {
      await $0.facts(of: "100.64.0.2")
    }
    #expect(facts.path == .relay)
    #expect(facts.through == "fra")
  }

  @Test("a tailscaled that is stopped, that refuses the question, and one that is not there")
  func none() async throws {
    let stopped = try await Self.withStandIn([("/localapi/v0/status", #"{"BackendState":"Stopped"}"#)]) {
      await $0.facts(of: "100.64.0.2")
    }
    #expect(stopped == TailnetFacts(state: "Stopped", problem: "tailscaled is Stopped"))
    let refused = try await Self.withStandIn([Self.running, ("/localapi/v0/ping", #"{"Err":"no matching peer"}"#)]) {
      await $0.facts(of: "100.64.0.2")
    }
    #expect(refused == TailnetFacts(state: "Running", problem: "no matching peer"))
    let injected = try await Self.withStandIn([Self.running]) { await $0.facts(of: "1.2.3.4&type=x") }
    #expect(injected.problem == "1.2.3.4&type=x is no address")
    let gone = await Tailscaled(socket: "/tmp/no-tailscaled-here.sock").facts(of: "100.64.0.2")
    #expect(gone.state == nil)
    #expect(gone.problem == "tailscaled does not answer at /tmp/no-tailscaled-here.sock")
  }

  @Test("containers that restart or replace others are known by their image")
  func restarters() {
    #expect(DockerAccess.restarts("containrrr/watchtower:latest"))
    #expect(DockerAccess.restarts("willfarrell/Autoheal"))
    #expect(!DockerAccess.restarts("redis:7.0.15-alpine"))
  }
}

/// Answers one request and closes.
private final class StandIn: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let answers: [(target: String, body: String)]
  private var text = ""

  init(_ answers: [(target: String, body: String)]) { self.answers = answers }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
    guard text.hasSuffix("\r\n\r\n") else { return }
    let target = text.split(separator: " ").dropFirst().first ?? ""
    let isOurs = text.contains("Host: local-tailscaled.sock")
    let body = answers.first { isOurs && target.hasPrefix($0.target) }?.body
    let head = body == nil ? "HTTP/1.0 403 Forbidden" : "HTTP/1.0 200 OK"
    let answer = "\(head)\r\nContent-Type: application/json\r\n\r\n\(body ?? "")"
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    context.close(promise: nil)
  }
}
