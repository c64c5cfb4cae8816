/// Whom the client trusts: only the expected agent of its own fleet, at the address dialled.
import Certificates
import NIOCore
import NIOPosix
import NIOSSL
import Protocol
import Testing
import Transport

@Suite("whom we dial and whom we trust", .timeLimit(.minutes(1)))
struct TrustTests {
  let fleet: TestFleet

  init() throws { self.fleet = try TestFleet() }

  /// Dials a port of this machine.
  func connect(
    to port: Int, as identity: TLSIdentity? = nil, expecting expected: PeerIdentity? = nil,
    timeout: TimeAmount = .seconds(5)
  ) async throws -> AgentConnection {
    let mine = try identity ?? fleet.identity(.coordinator, "alice", address: nil)
    return try await AgentConnection.connect(
      address: TestFleet.address, port: port, identity: mine, expected: expected ?? fleet.agent("vps-01"),
      timeout: timeout)
  }

  /// Dials an agent that shows this certificate; the error with which connecting or the first call fails.
  func failure(
    dialling server: NIOSSLContext, as identity: TLSIdentity? = nil, expecting expected: PeerIdentity? = nil
  ) async throws -> (connecting: ProtocolError?, calling: ProtocolError?) {
    try await ScriptedAgent(script: { try await $0.untilClosed() }).serve(as: server) { port in
      let connection: AgentConnection
      do {
        connection = try await connect(to: port, as: identity, expecting: expected)
      } catch {
        return (error as? ProtocolError, nil)
      }
      let error = await #expect(throws: ProtocolError.self) {
        _ = try await connection.call(ReadPenFacts(), id: "a", deadline: .seconds(30))
      }
      await connection.close()
      return (nil, error)
    }
  }

  @Test("another host, role or fleet than expected is refused by its name")
  func otherPeer() async throws {
    let other = try TestFleet("other")
    let cases: [(server: TLSIdentity, trusted: TestFleet, name: String)] = [
      (try fleet.identity(.agent, "vps-02"), fleet, "agent vps-02 of fleet fiskai"),
      (try fleet.identity(.coordinator, "vps-01"), fleet, "coordinator vps-01 of fleet fiskai"),
      (try other.identity(.agent, "vps-01", trusting: fleet), other, "agent vps-01 of fleet other"),
    ]
    for (server, trusted, name) in cases {
      let mine = try fleet.identity(.coordinator, "alice", address: nil, trusting: trusted)
      let error = try await failure(dialling: server.serverContext(), as: mine).connecting
      #expect(error?.code == .identityRefused)
      #expect(error?.message.contains("says that it is \(name), not agent vps-01 of fleet fiskai") == true)
      #expect(error?.next == "check the address of vps-01 in the fleet file")
    }
  }

  @Test("an agent of another authority is refused, whatever name it carries")
  func otherAuthority() async throws {
    let impostor = try TestFleet().identity(.agent, "vps-01", trusting: fleet)
    let error = try await failure(dialling: impostor.serverContext()).connecting
    #expect(error?.code == .identityRefused)
    #expect(error?.message.contains("no trust between us and vps-01") == true)
  }

  @Test("a certificate for another address is refused: whoever stole a laptop's is no agent")
  func otherAddress() async throws {
    for address in ["127.0.0.2", nil] {
      let identity = try fleet.identity(.agent, "vps-01", address: address)
      #expect(try await failure(dialling: identity.serverContext()).connecting?.code == .identityRefused)
    }
  }

  @Test("an agent that speaks only TLS 1.2 is refused")
  func oldTLS() async throws {
    let issued = try fleet.authority.issue(
      try Identity(fleet: "fiskai", role: .agent, name: "vps-01"), address: TestFleet.address)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(issued.certificatePEM.utf8)).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.key.pem.utf8), format: .pem)))
    configuration.maximumTLSVersion = .tlsv12
    let error = try await failure(dialling: NIOSSLContext(configuration: configuration)).connecting
    #expect(error?.code == .identityRefused)
  }

  @Test("an agent that does not trust us says so at the first call")
  func notTrusted() async throws {
    let stranger = try TestFleet().identity(.coordinator, "alice", address: nil, trusting: fleet)
    let server = try fleet.identity(.agent, "vps-01").serverContext()
    let errors = try await failure(dialling: server, as: stranger)
    let error = errors.connecting ?? errors.calling
    #expect(error?.code == .identityRefused, "\(String(describing: errors))")
    #expect(error?.next == "run `coordinator bootstrap` to renew the certificates, and check the clocks of both")
  }

  @Test("where nobody listens the agent is unreachable, with what to check")
  func nobody() async throws {
    let taken = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: TestFleet.address, port: 0).get()
    let port = try #require(taken.localAddress?.port)
    try await taken.close().get()
    let error = await #expect(throws: ProtocolError.self) { _ = try await connect(to: port) }
    #expect(error?.code == .unreachable)
    #expect(error?.message == "vps-01 (127.0.0.1:\(port)) cannot be reached")
    #expect(error?.next.contains("systemctl status cutover-agent") == true)
  }

  @Test("a name instead of an address is not resolved")
  func name() async throws {
    let error = await #expect(throws: ProtocolError.self) {
      _ = try await AgentConnection.connect(
        address: "localhost", port: 1, identity: try fleet.identity(.coordinator, "alice"),
        expected: fleet.agent("vps-01"))
    }
    #expect(error?.code == .unreachable)
  }

  @Test("somebody who takes the connection and says nothing is given up after the timeout")
  func mute() async throws {
    let mute = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: TestFleet.address, port: 0).get()
    let port = try #require(mute.localAddress?.port)
    let error = await #expect(throws: ProtocolError.self) {
      _ = try await connect(to: port, timeout: .seconds(1))
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message == "vps-01 (127.0.0.1:\(port)) did not finish the handshake within 1000 ms")
    try await mute.close().get()
  }

  @Test("somebody who answers without TLS is refused")
  func plainText() async throws {
    let web = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Greeting())
        }
      }
      .bind(host: TestFleet.address, port: 0).get()
    let port = try #require(web.localAddress?.port)
    let error = await #expect(throws: ProtocolError.self) { _ = try await connect(to: port) }
    #expect(error?.code == .identityRefused)
    #expect(error?.cause?.contains("WRONG_VERSION_NUMBER") == true)
    try await web.close().get()
  }
}

/// Greets in plain text.
private final class Greeting: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelActive(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n")), promise: nil)
  }
}
