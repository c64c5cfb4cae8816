/// What a run changed and must put back, rebuilt from the journal.
import Cutover
import Foundation
import Protocol
import Testing

@testable import Agent

@Suite("what must be put back")
struct RestorableValuesTests {
  static func change(_ name: String, _ before: String) -> SettingChange {
    SettingChange(name: name, before: before, after: "after")
  }

  static let link = ReplicationLink(
    follower: RedisReference(container: "fiskai-redis-vps", password: .stored), leaderHost: "vps-01",
    leader: RedisReference(container: "fiskai-redis", password: .none), fullCopy: true,
    address: "172.18.0.1", port: 40_000)

  @Test("an empty journal has nothing to put back")
  func empty() {
    #expect(RestorableValues(replaying: []) == RestorableValues(replaying: []))
    #expect(RestorableValues(replaying: []).settings.isEmpty)
  }

  @Test("settings are kept by container in the order changed, and each is gone when it is restored")
  func settings() {
    var values = RestorableValues(replaying: [
      .settingChanged(container: "a", Self.change("maxmemory", "1")),
      .settingChanged(container: "b", Self.change("maxmemory", "9")),
      .settingChanged(container: "a", Self.change("maxmemory-policy", "allkeys-lru")),
    ])
    #expect(values.settings["a"]?.map(\.before) == ["1", "allkeys-lru"])
    values.apply(.settingRestored(container: "a", name: "maxmemory-policy"))
    #expect(values.settings["a"]?.map(\.name) == ["maxmemory"])
    values.apply(.settingRestored(container: "a", name: "maxmemory"))
    #expect(values.settings["a"] == nil)
    #expect(values.settings["b"]?.count == 1)
  }

  @Test("a lost link keeps the time at which it was lost, until it is attached anew or detached")
  func lostLinks() {
    let (first, second) = (LostLink(since: 1, reason: "gap"), LostLink(since: 2, reason: "gap"))
    let container = Self.link.follower.container
    var values = RestorableValues(replaying: [
      .attached(Self.link), .linkLost(container: container, first), .linkLost(container: container, second),
    ])
    #expect(values.lostLinks == [container: first])
    values.apply(.attached(Self.link))
    #expect(values.lostLinks.isEmpty)
    values.apply(.linkLost(container: container, second))
    values.apply(.detached(container: container))
    #expect(values.lostLinks.isEmpty)
  }

  @Test("the first restart policy taken is the operator's own: a later one does not replace it")
  func restartPolicies() {
    var values = RestorableValues(replaying: [
      .restartPolicyTaken(container: "a", policy: "unless-stopped", bootID: "boot-1"),
      .restartPolicyTaken(container: "a", policy: "no", bootID: "boot-1"),
    ])
    #expect(values.restartPolicies == ["a": "unless-stopped"])
    values.apply(.restartPolicyRestored(container: "a"))
    #expect(values.restartPolicies.isEmpty)
    values.apply(.restartPolicyTaken(container: "a", policy: "always", bootID: "boot-1"))
    #expect(values.restartPolicies == ["a": "always"])
  }

  @Test("a container that this fleet made is known, with its run, until it is removed")
  func provisioned() {
    var values = RestorableValues(replaying: [
      .provisioned(container: "a", run: "run-1"), .provisioned(container: "b", run: "run-2"),
    ])
    #expect(values.provisioned == ["a": "run-1", "b": "run-2"])
    values.apply(.provisionedRemoved(container: "a"))
    #expect(values.provisioned == ["b": "run-2"])
  }

  @Test("a Redis that follows is known until it is detached")
  func links() {
    var values = RestorableValues(replaying: [.attached(Self.link)])
    #expect(values.links == ["fiskai-redis-vps": Self.link])
    values.apply(.detached(container: "fiskai-redis-vps"))
    #expect(values.links.isEmpty)
  }

  @Test("records of the machines are not values")
  func machines() {
    let values = RestorableValues(replaying: [
      .pen(.learned(.not)), .lease(.learned(nil)), .settingRestored(container: "never changed", name: "maxmemory"),
      .restartPolicyRestored(container: "never taken"), .detached(container: "never attached"),
      .environmentDiscarded(project: "never staged"), .provisionedRemoved(container: "never made"),
    ])
    #expect(values == RestorableValues(replaying: []))
  }

  @Test("a flip that is on record is found again by its own run, whose agent died before it could say so")
  func flipFoundAgain() throws {
    let file = """
      {"checksum":2,"file":"/p/.env","original":{"checksum":1,"device":1,"group":0,"inode":1,"mode":384,"modified":0,
      "owner":0,"size":1},"previous":".env.before-r1","project":"/p","staged":".env.cutover-r1"}
      """
    let records = try JSONDecoder().decode(
      [AgentRecord].self,
      from: Data(
        """
        [{"environmentStaged":{"project":"/p","_1":\(file)}},
        {"environmentFlipped":{"project":"/p","run":"r1","_2":\(file)}}]
        """.utf8))
    var values = RestorableValues(replaying: [records[0]])
    #expect(values.environmentToSupply("/p", in: "r1")?.isFlipped == false)
    values.apply(records[1])
    #expect(values.environmentToSupply("/p", in: "r1")?.isFlipped == true)
    #expect(values.environmentToSupply("/p", in: "r2") == nil)
  }
}
