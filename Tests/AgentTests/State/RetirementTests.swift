/// What the journal remembers of a Redis that was retired.
import Cutover
import Protocol
import Testing

@testable import Agent

@Suite("a retired Redis")
struct RetirementTests {
  static let backup = BackUpFacts(
    path: "/var/lib/cutover/backups/run-7-finalize.rdb", bytes: 9, sha256: "aa",
    content: BackUpContent(keys: 1, keysBefore: 1, expiring: 0, before: [], after: []), usedMemory: 1)
  static let container = RestorableValuesTests.link.follower.container

  static func record(removed: Bool, volumes: [String] = ["data"]) -> RetiredRedis {
    RetiredRedis(
      container: container, run: "run-7", backup: backup, volumes: volumes, mounts: [], isRemoved: removed)
  }

  @Test("has nothing that is put back, but stays in its agent's hands: it must never accept a write")
  func retired() {
    var values = RestorableValues(replaying: [
      .settingChanged(container: Self.container, RestorableValuesTests.change("maxmemory", "1")),
      .leaderNamed(RestorableValuesTests.link.follower),
      .restartPolicyTaken(container: Self.container, policy: "unless-stopped", bootID: "boot"),
      .attached(RestorableValuesTests.link), .backUpProved(container: Self.container, run: "run-7", Self.backup),
    ])
    #expect(values.provenBackUps[Self.container]?.run == "run-7")
    values.apply(.retired(Self.record(removed: false)))
    #expect(values.settings.isEmpty && values.leaders.isEmpty && values.restartPolicies.isEmpty && values.links.isEmpty)
    #expect(values.guarded == [Self.container])
    values.apply(.detached(container: Self.container))
    values.apply(.retired(Self.record(removed: true)))
    #expect(values.retired[Self.container]?.isRemoved == true)
    #expect(values.guarded == [Self.container])
    values.apply(.retired(Self.record(removed: true, volumes: [])))
    #expect(values.retired[Self.container]?.volumes == [])
  }

  @Test("one that this fleet makes anew under that name is not retired any more")
  func madeAnew() {
    let values = RestorableValues(replaying: [
      .retired(Self.record(removed: true)), .provisioned(container: Self.container, run: "run-8"),
    ])
    #expect(values.retired.isEmpty)
    #expect(values.guarded.isEmpty)
  }

  @Test("one that has followed is remembered as such: its configuration file says so")
  func followed() {
    let values = RestorableValues(replaying: [
      .attached(RestorableValuesTests.link), .detached(container: Self.container),
    ])
    #expect(values.hasFollowed(Self.container))
    #expect(!values.hasFollowed("fiskai-redis"))
  }
}
