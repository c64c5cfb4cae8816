/// What a peer with a good certificate may say, and what it is told when it says something else.
import Certificates
import NIOCore
import NIOSSL
import Protocol
import Testing
import Transport

@testable import Agent

@Suite("what an agent takes from a peer", .timeLimit(.minutes(1)))
struct ServerContractTests {
  /// A hello as a text.
  static let hello = request("hello", body: #"{"oldestVersion":1,"newestVersion":1}"#)

  static func request(_ verb: String, id: String = "a", version: Int = 1, body: String = "{}") -> String {
    #"{"kind":"request","header":{"version":\#(version),"id":"\#(id)","verb":"\#(verb)"},"body":\#(body)}"#
  }

  /// Lets a peer of this role talk to an agent, then looks whether the agent still serves others.
  func withPeer(
    _ role: Identity.Role = .coordinator, _ body: @Sendable (inout RawPeer) async throws -> Void
  ) async throws {
    try await RunningAgent.run { agent in
      let context = try agent.fleet.identity(role, "peer").clientContext()
      try await RawPeer.dial(agent.port, context, body)
      try await agent.expectHealthy()
    }
  }

  @Test("each role is refused what is not its own, before a field of it is read", arguments: Identity.Role.allCases)
  func roles(role: Identity.Role) async throws {
    let peerRole = try #require(PeerRole(rawValue: role.rawValue))
    try await withPeer(role) { peer in
      for verb in VerbName.allCases where verb != .relay {
        try await peer.say(frame: Self.request(verb.rawValue, id: verb.rawValue, body: #"{"x":1}"#))
        let answer = try #require(try await peer.next())
        #expect(answer.id == verb.rawValue)
        #expect((answer.error?.code == .verbRefused) == !verb.isAllowed(for: peerRole), "\(verb.rawValue)")
      }
    }
  }

  @Test("a refused role is told which one it takes")
  func roleMessages() async throws {
    try await withPeer(.agent) { peer in
      try await peer.say(frame: Self.request("cut"))
      #expect(
        try await peer.next()?.error
          == ProtocolError(
            .verbRefused, "`cut` is not for the role agent",
            next: "ask with the certificate of a coordinator of this fleet"))
    }
    try await withPeer(.coordinator) { peer in
      for verb in ["promote", "relay"] {
        try await peer.say(frame: Self.request(verb))
        #expect(
          try await peer.next()?.error
            == ProtocolError(
              .verbRefused, "`\(verb)` is not for the role coordinator",
              next: "ask with the certificate of an agent of this fleet"))
      }
    }
  }

  @Test("what changes a run's parts is refused outside a run, and in a run without a lease")
  func lease() async throws {
    try await withPeer { peer in
      try await peer.say(frame: Self.request("flip"))
      #expect(
        try await peer.next()?.error
          == ProtocolError(.epochStale, "`flip` was asked outside a run", next: "start a run"))
      try await peer.say(
        frame: #"{"kind":"request","header":{"version":1,"id":"b","verb":"flip","run":"r","epoch":9},"body":{}}"#)
      #expect(try await peer.next()?.error?.code == .epochStale)
    }
  }

  @Test("a verb outside the closed set is unknown, its asker is told, and may ask something else")
  func unknownVerb() async throws {
    try await withPeer { peer in
      try await peer.say(frame: Self.request("runShell", id: "x", body: #""rm -rf /""#))
      let answer = try #require(try await peer.next())
      #expect(answer.id == "x")
      #expect(answer.error?.code == .verbUnknown)
      try await peer.say(frame: Self.hello)
      #expect(try await peer.next()?.kind == .reply)
    }
  }

  @Test("another version is refused with ours, also for a verb that only it has", arguments: ["hello", "teleport"])
  func version(verb: String) async throws {
    try await withPeer { peer in
      for version in [0, 2, Int.max] {
        try await peer.say(frame: Self.request(verb, version: version))
        #expect(
          try await peer.next()?.error
            == ProtocolError(
              .versionUnsupported, "the asker speaks version \(version); this agent speaks 1",
              next: "run `coordinator upgrade`"))
      }
      try await peer.say(frame: Self.hello)
      #expect(try await peer.next()?.kind == .reply)
    }
  }

  @Test("a hello without a version in common is refused with both")
  func noCommonVersion() async throws {
    try await withPeer { peer in
      try await peer.say(frame: Self.request("hello", body: #"{"oldestVersion":2,"newestVersion":3}"#))
      #expect(
        try await peer.next()?.error
          == ProtocolError(
            .versionUnsupported, "the asker speaks 2 to 3; this agent speaks 1", next: "run `coordinator upgrade`"))
    }
  }

  @Test("a body that is not the verb's is refused by its place; the connection goes on")
  func malformedBody() async throws {
    try await withPeer { peer in
      try await peer.say(frame: Self.request("probeRedis", body: #"{"address":"100.64.0.1","port":"hunter2"}"#))
      let error = try await peer.next()?.error
      #expect(error?.code == .malformed)
      #expect(error?.cause == "body.port is not a Int")
      try await peer.say(frame: Self.hello)
      #expect(try await peer.next()?.kind == .reply)
    }
  }

  @Test(
    "what is no message of the contract gets an error and a closed connection",
    arguments: [
      "hello", "{}", "[]", "null", #"{"kind":"request"}"#, #"{"kind":"request","header":{}}"#, #"{"kind":"shell"}"#,
      #"{"kind":"request","header":{"version":"1","id":"a","verb":"hello"}}"#,
      #"{"kind":"request","header":{"version":1,"id":["a"],"verb":"hello"}}"#, "\u{0}", #"{"kind":"ping"}"#,
    ])
  func malformed(text: String) async throws {
    try await withPeer { peer in
      try await peer.say(frame: text)
      let answers = try await peer.lastWords()
      #expect(answers.map(\.kind) == [.failure])
      #expect(answers.first?.id == "")
      #expect(answers.first?.error?.code == .malformed)
    }
  }

  @Test("deep nesting gets an error and a closed connection")
  func nesting() async throws {
    try await withPeer { peer in
      try await peer.say(frame: String(repeating: "[", count: FrameLimits.maximumBodyLength))
      #expect(try await peer.lastWords().first?.error?.code == .malformed)
    }
  }

  @Test(
    "an id that is empty or too long to be kept gets an error and a closed connection", arguments: [0, 129, 1_000_000])
  func identifiers(length: Int) async throws {
    try await withPeer { peer in
      try await peer.say(frame: Self.request("hello", id: String(repeating: "x", count: length)))
      let answers = try await peer.lastWords()
      #expect(answers.first?.error?.message == "an id of \(length) bytes; 1 to 128 are accepted")
    }
  }

  @Test("an id at the limit is taken")
  func longestID() async throws {
    try await withPeer { peer in
      let id = String(repeating: "x", count: FrameLimits.maximumIDLength)
      try await peer.say(frame: Self.request("hello", id: id, body: #"{"oldestVersion":1,"newestVersion":1}"#))
      #expect(try await peer.next()?.id == id)
    }
  }

  @Test(
    "a length over the limit is refused before the body; one of zero too",
    arguments: [
      ([0x00, 0x10, 0x00, 0x01], ProtocolError.Code.frameTooLarge), ([0xFF, 0xFF, 0xFF, 0xFF], .frameTooLarge),
      ([0, 0, 0, 0], .frameEmpty),
    ])
  func lengths(bytes: [UInt8], code: ProtocolError.Code) async throws {
    try await withPeer { peer in
      // A first message that is good: the peer is known, and what comes then is still judged.
      try await peer.say(frame: Self.hello)
      #expect(try await peer.next()?.kind == .reply)
      await peer.say(bytes)
      #expect(try await peer.lastWords().map(\.error?.code) == [code])
    }
  }

  @Test("half a frame and a close do no harm", arguments: [1, 3, 4, 5, 20])
  func half(length: Int) async throws {
    try await withPeer { peer in
      let frame = try FrameEncoder.frame(ByteBuffer(string: Self.hello))
      await peer.say(Array(frame.readableBytesView.prefix(length)))
    }
  }

  @Test("random bytes inside TLS do no harm", arguments: 0..<10)
  func random(seed: UInt8) async throws {
    try await withPeer { peer in
      var state = UInt32(seed) &+ 77
      let bytes = (0..<2_000).map { _ -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
      }
      await peer.say(bytes)
    }
  }

  @Test("a ping is answered with its id")
  func ping() async throws {
    try await withPeer { peer in
      try await peer.say(frame: #"{"kind":"ping","id":"keepalive"}"#)
      let answer = try await peer.next()
      #expect(answer?.kind == .pong)
      #expect(answer?.id == "keepalive")
    }
  }

  @Test("cancelling what does not run is passed over")
  func strayCancel() async throws {
    try await withPeer { peer in
      try await peer.say(frame: #"{"kind":"cancel","id":"nobody's"}"#)
      try await peer.say(frame: #"{"kind":"cancel"}"#)
      try await peer.say(frame: Self.hello)
      #expect(try await peer.next()?.kind == .reply)
    }
  }

  @Test("a relay request that cannot be served is told why, and its connection ends")
  func relay() async throws {
    try await withPeer(.agent) { peer in
      try await peer.say(frame: Self.request("relay", body: #"{"leader":7}"#))
      let answers = try await peer.lastWords()
      #expect(answers.map(\.id) == ["a"])
      #expect(answers.first?.error?.code == .malformed)
    }
  }
}
