import Cutover
import Testing

@Suite("Whose grants make a lease")
struct LeaseQuorumTests {
  static let five: [HostID] = ["a", "b", "c", "d", "e"]

  @Test("of two hosts, both")
  func two() {
    let quorum = LeaseQuorum(fleet: ["a", "b"], participants: ["a", "b"])
    #expect(quorum.missing(from: ["a", "b"]) == nil)
    #expect(quorum.missing(from: ["a"]) == ["b"])
  }

  @Test("a host that takes no part may be silent, as long as a majority is there")
  func bystanders() {
    let quorum = LeaseQuorum(fleet: Self.five, participants: ["a", "b"])
    #expect(quorum.missing(from: ["a", "b", "c"]) == nil)
    #expect(quorum.missing(from: ["a", "b"]) == ["c", "d", "e"])
  }

  @Test("a participant that is silent is missed, however many others granted")
  func participant() {
    let quorum = LeaseQuorum(fleet: Self.five, participants: ["a", "b"])
    #expect(quorum.missing(from: ["b", "c", "d", "e"]) == ["a"])
  }

  @Test("half is no majority")
  func half() {
    let quorum = LeaseQuorum(fleet: ["a", "b", "c", "d"], participants: ["a", "b"])
    #expect(quorum.missing(from: ["a", "b"]) == ["c", "d"])
  }
}
