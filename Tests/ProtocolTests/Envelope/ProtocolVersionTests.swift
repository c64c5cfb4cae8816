/// Which version two peers use.
import Protocol
import Testing

@Suite("the protocol's version")
struct ProtocolVersionTests {
  @Test("the highest in common is used")
  func common() {
    #expect(ProtocolVersion.negotiated(peerOldest: 1, peerNewest: 1) == 1)
    #expect(ProtocolVersion.negotiated(peerOldest: 1, peerNewest: 9) == ProtocolVersion.current)
    #expect(ProtocolVersion.negotiated(peerOldest: 0, peerNewest: 1) == 1)
    #expect(ProtocolVersion.negotiated(peerOldest: .min, peerNewest: .max) == ProtocolVersion.current)
  }

  @Test("without one in common there is none", arguments: [(2, 9), (0, 0), (-3, -1), (9, 1), (Int.max, Int.min)])
  func none(oldest: Int, newest: Int) {
    #expect(ProtocolVersion.negotiated(peerOldest: oldest, peerNewest: newest) == nil)
  }

  @Test("a hello offers what this build speaks")
  func hello() {
    let hello = Hello()
    #expect(hello.oldestVersion == ProtocolVersion.oldestServed)
    #expect(hello.newestVersion == ProtocolVersion.current)
    #expect(RequestHeader(id: "a", verb: .hello).version == ProtocolVersion.current)
  }

  @Test("the versions in words")
  func words() {
    #expect(ProtocolVersion.spoken == "1")
  }
}
