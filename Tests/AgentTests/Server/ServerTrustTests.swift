/// Who gets in: certificates of the fleet's own authority, TLS 1.3, and nobody else; and the agent stays up.
import Certificates
import Cutover
import Foundation
import NIOCore
import NIOSSL
import Protocol
import Testing
import Transport

@testable import Agent

@Suite("who gets in at an agent", .timeLimit(.minutes(1)))
struct ServerTrustTests {
  /// The settings of a client that need not be honest.
  static func client(
    trusting fleet: TestFleet, showing issued: IssuedCertificate?, newest: TLSVersion? = nil
  ) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(
      try NIOSSLCertificate.fromPEMBytes(Array(fleet.authority.certificatePEM.utf8)))
    configuration.maximumTLSVersion = newest
    if let issued {
      configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(issued.certificatePEM.utf8))
        .map { .certificate($0) }
      configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.key.pem.utf8), format: .pem))
    }
    return try NIOSSLContext(configuration: configuration)
  }

  /// What the agent says to a hello of this client before it closes.
  func answers(of agent: RunningAgent, to context: NIOSSLContext?) async throws -> [AnswererMessage] {
    var answers: [AnswererMessage] = []
    try await RawPeer.dial(agent.port, context) { peer in
      try? await peer.say(frame: ServerContractTests.hello)
      answers = try await peer.lastWords()
    }
    return answers
  }

  @Test("a coordinator of the fleet says hello over mutual TLS and learns who answers")
  func hello() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect()
      let reply = try await connection.call(Hello(), id: "a")
      #expect(reply.version == ProtocolVersion.current)
      #expect(reply.agentVersion == AgentServices.version)
      #expect(reply.fleet == "fiskai")
      #expect(reply.host == "vps-01")
      #expect(["x86_64", "aarch64", "arm64"].contains(reply.architecture))
      #expect(Set(reply.capabilities) == Set(VerbName.allCases.map(\.rawValue)))
      await connection.close()
    }
  }

  @Test("without a certificate nobody gets in")
  func noCertificate() async throws {
    try await RunningAgent.run { agent in
      let context = try Self.client(trusting: agent.fleet, showing: nil)
      #expect(try await answers(of: agent, to: context).isEmpty)
      try await agent.expectHealthy()
    }
  }

  /// Dials with the certificate of another authority, trusting both.
  private func hello(of agent: RunningAgent, from laptop: TestFleet) async throws -> Hello.Reply {
    let connection = try await AgentConnection.connect(
      address: TestFleet.address, port: agent.port,
      identity: try laptop.identity(.coordinator, "bob", alsoTrusting: agent.fleet),
      expected: agent.fleet.agent("vps-01"))
    do {
      let reply = try await connection.call(Hello(), id: "b")
      await connection.close()
      return reply
    } catch {
      await connection.close()
      throw error
    }
  }

  @Test(
    "an authority that is put beside the first gets in without a restart, and out again; the first is never shut out")
  func adopted() async throws {
    try await RunningAgent.run { agent in
      let standing = try await agent.connect()
      let laptop = try TestFleet()
      await #expect(throws: ProtocolError.self) { try await hello(of: agent, from: laptop) }

      try FileManager.default.createDirectory(at: agent.trustDirectory, withIntermediateDirectories: true)
      let file = agent.trustDirectory.appending(path: "bob.pem")
      try Data(laptop.authority.certificatePEM.utf8).write(to: file)
      // One that is no certificate, and one that is not named as one.
      try Data("no".utf8).write(to: agent.trustDirectory.appending(path: "broken.pem"))
      try Data("no".utf8).write(to: agent.trustDirectory.appending(path: "bob.pem.previous"))
      #expect(try await hello(of: agent, from: laptop).host == "vps-01")
      try await agent.expectHealthy()

      let revoked = try await AgentConnection.connect(
        address: TestFleet.address, port: agent.port,
        identity: try laptop.identity(.coordinator, "bob", alsoTrusting: agent.fleet),
        expected: agent.fleet.agent("vps-01"))
      _ = try await revoked.call(Hello(), id: "c")
      try FileManager.default.removeItem(at: file)
      await #expect(throws: ProtocolError.self) { try await hello(of: agent, from: laptop) }
      // The files were looked at for the connection above; the one that stood is not heard any more.
      await #expect(throws: ProtocolError.self) { try await revoked.call(Hello(), id: "d") }
      await revoked.close()
      try await agent.expectHealthy()
      #expect(try await standing.call(Hello(), id: "still").host == "vps-01")
      await standing.close()
    }
  }

  @Test("a certificate of another authority does not get in, whatever name it carries")
  func otherAuthority() async throws {
    try await RunningAgent.run { agent in
      let issued = try TestFleet().authority.issue(try Identity(fleet: "fiskai", role: .coordinator, name: "alice"))
      let context = try Self.client(trusting: agent.fleet, showing: issued)
      #expect(try await answers(of: agent, to: context).isEmpty)
      try await agent.expectHealthy()
    }
  }

  @Test("a certificate of another fleet is told so, even where its authority is trusted")
  func otherFleet() async throws {
    let other = try TestFleet("other")
    try await RunningAgent.run(trusting: other) { agent in
      let issued = try other.authority.issue(try Identity(fleet: "other", role: .coordinator, name: "alice"))
      let answers = try await answers(of: agent, to: Self.client(trusting: agent.fleet, showing: issued))
      #expect(answers.map(\.kind) == [.failure])
      #expect(
        answers.first?.error
          == ProtocolError(.identityRefused, "coordinator alice of fleet other is not of fleet fiskai"))
      try await agent.expectHealthy()
    }
  }

  @Test("the authority's own certificate names nobody, so it asks nothing")
  func noName() async throws {
    // Only the authority's key could make such a peer; what matters is that a certificate without our name is no pass.
    #expect(
      try NIOSSLCertificate.fromPEMBytes(Array(TestFleet().authority.certificatePEM.utf8)).first?.peerIdentity == nil)
  }

  @Test("a client that speaks only TLS 1.2 does not get in")
  func oldTLS() async throws {
    try await RunningAgent.run { agent in
      let issued = try agent.fleet.authority.issue(try Identity(fleet: "fiskai", role: .coordinator, name: "alice"))
      let context = try Self.client(trusting: agent.fleet, showing: issued, newest: .tlsv12)
      #expect(try await answers(of: agent, to: context).isEmpty)
      try await agent.expectHealthy()
    }
  }

  @Test("a client without TLS does not get in")
  func plainText() async throws {
    try await RunningAgent.run { agent in
      let frame = try FrameEncoder.frame(ByteBuffer(string: ServerContractTests.hello))
      for bytes in [Array(frame.readableBytesView), Array("GET / HTTP/1.1\r\n\r\n".utf8)] {
        try await RawPeer.dial(agent.port, nil) { peer in
          await peer.say(bytes)
          // A TLS alert (RFC 8446, section 6: record type 21) at most, then the end.
          let answer = await peer.rest()
          #expect(answer.isEmpty || answer.first == 21)
        }
      }
      try await agent.expectHealthy()
    }
  }

  @Test("random bytes outside TLS do no harm", arguments: 0..<10)
  func random(seed: UInt8) async throws {
    try await RunningAgent.run { agent in
      var state = UInt32(seed) &+ 1
      let bytes = (0..<256).map { _ -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
      }
      try await RawPeer.dial(agent.port, nil) { peer in await peer.say(bytes) }
      try await agent.expectHealthy()
    }
  }

  @Test("a client that expects another host does not speak to this one")
  func otherHost() async throws {
    try await RunningAgent.run { agent in
      let error = await #expect(throws: ProtocolError.self) { _ = try await agent.connect(expecting: "vps") }
      #expect(error?.code == .identityRefused)
      #expect(
        error?.message.contains("says that it is agent vps-01 of fleet fiskai, not agent vps of fleet fiskai") == true)
      try await agent.expectHealthy()
    }
  }
}
