/// Which pairs of server versions a cutover takes, and what it says of the way back.
import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("pairs of server versions")
struct ServerPairTests {
  static func pair(_ source: (String?, Int?), _ target: (String?, Int?)) -> ServerPair {
    ServerPair(
      source: RedisFacts(container: "old", state: "running", version: source.0, formatVersion: source.1),
      target: RedisFacts(container: "new", state: "running", version: target.0, formatVersion: target.1))
  }

  @Test("newer to older is refused with both RDB versions")
  func newerToOlder() throws {
    let refusal = try #require(Self.pair(("8.0.2", 12), ("7.0.15", 10)).refusal)
    #expect(refusal.observed == "old (8.0.2) has RDB version 12, new (7.0.15) has RDB version 10")
    #expect(refusal.next == "set `redis.target.image` to an image of version 8.0.2 or a newer one")
    #expect(Self.pair(("8.0.2", 12), ("Valkey 8.1.1", 11)).refusal != nil)
  }

  @Test("the same and older to newer are taken, over the border of the products as well")
  func taken() {
    #expect(Self.pair(("7.0.15", 10), ("7.0.15", 10)).refusal == nil)
    #expect(Self.pair(("7.0.15", 10), ("8.0.2", 12)).refusal == nil)
    #expect(Self.pair(("7.0.15", 10), ("Valkey 8.1.1", 11)).refusal == nil)
  }

  @Test("a server that cannot be asked is judged by its version, and one of another product is left to the operator")
  func unknown() {
    #expect(Self.pair(("6.2.14", 9), ("6.2.14", nil)).refusal == nil)
    #expect(Self.pair(("6.2.14", 9), ("6.2.7", nil)).refusal != nil)
    #expect(Self.pair(("6.2.9", nil), ("6.2.14", nil)).refusal == nil)
    #expect(Self.pair((nil, nil), ("7.0.15", 10)).refusal == nil)
    #expect(Self.pair(("Valkey 8.1.1", nil), ("7.0.15", nil)).refusal == nil)
  }

  @Test("the way back of unequal formats is by partial resync only, and that is said beforehand")
  func wayBack() {
    #expect(
      Self.pair(("7.0.15", 10), ("7.0.15", 10)).wayBack
        == "RDB version 10 on both: the way back is lossless while the reverse link lasts")
    #expect(Self.pair(("7.0.15", 10), ("8.0.2", 12)).wayBack.hasPrefix("RDB version 10 → 12: the way back works by"))
    #expect(Self.pair(("6.2.9", nil), ("7.0.15", 10)).wayBack.hasPrefix("RDB versions unknown"))
  }

  @Test("without an image of its own the target gets the source's version")
  func image() {
    #expect(ServerPair.image(for: "7.0.15") == "redis:7.0.15-alpine")
    #expect(ServerPair.image(for: "Valkey 8.1.1") == "valkey/valkey:8.1.1-alpine")
  }
}
