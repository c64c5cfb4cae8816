import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("What an operator reads before declaring a host lost")
struct HolderLossTests {
  static let plan = RunPlan(
    run: "run-9", epoch: 9, direction: .rollback, fleet: ["vps-01"], leader: "vps", follower: "vps-01",
    workerHosts: ["vps-01"], lostHolder: "vps")

  @Test("how long nothing has come from it, how far the data is, and what two servers would mean")
  func words() {
    let facts = RedisFacts(container: "fiskai-redis", state: "running", offset: 4711, linkDownSeconds: 192)
    let words = HolderLoss.words(of: Self.plan, facts, "vps", style: Style(colors: false, unicode: false))
    #expect(words.contains("its link to vps has been down for 3 min 12 s"))
    #expect(words.contains("(offset 4711)"))
    #expect(words.contains("If vps still runs somewhere, two servers will accept writes. Power it off first."))
    #expect(words.contains("should vps return, its Redis stays fenced"))
  }

  @Test("a link that was lost before says since when, and why")
  func lost() {
    let facts = RedisFacts(
      container: "fiskai-redis", state: "running", lostLink: LostLink(since: 1_772_338_033_000, reason: "a full copy"))
    let words = HolderLoss.words(of: Self.plan, facts, "vps", style: Style(colors: false, unicode: false))
    #expect(words.contains("it cannot follow vps since 2026-03-01T04:07:13Z: a full copy"))
  }
}
