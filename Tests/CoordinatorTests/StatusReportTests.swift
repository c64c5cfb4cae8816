import Cutover
import Foundation
import Protocol
import Testing

@testable import Coordinator

@Suite("What status makes of the agents' answers")
struct StatusReportTests {
  @Test("before the first run the source holds the pen, and there is nothing to roll back")
  func beforeFirstRun() throws {
    let report = try StatusSamples.beforeFirstRun().report
    #expect(report.pen == PenStatus(host: "vps-01", basis: .beforeFirstRun))
    #expect(report.redis.map(\.holdsPen) == [true, false])
    #expect(report.rollback == RollbackStatus(possibility: .notNeeded))
    #expect(report.replication == nil)
    #expect(report.run == nil)
    #expect(!report.degraded)
  }

  @Test("a source without a record holds the pen even when the target's agent is away")
  func targetAway() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.readings["vps"] = HostReading(
      host: "vps", readAt: StatusSamples.now, hello: .failure(ProtocolError(.unreachable, "no")))
    #expect(samples.report.pen == PenStatus(host: "vps-01", basis: .beforeFirstRun))
    #expect(samples.report.redis[1].holdsPen == false)
  }

  @Test("nobody knows who holds the pen while the source's agent is away and the target has no record of it")
  func sourceAway() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.readings["vps-01"] = HostReading(
      host: "vps-01", readAt: StatusSamples.now, hello: .failure(ProtocolError(.unreachable, "no")))
    #expect(samples.report.pen == PenStatus(basis: .unknown))
    #expect(samples.report.redis.allSatisfy { $0.holdsPen == nil })
    #expect(samples.report.rollback?.possibility == .unknown)
  }

  @Test("in the soak the target holds the pen by its record, and a rollback would lose nothing")
  func soaking() throws {
    let report = try StatusSamples.soaking().report
    #expect(report.pen == PenStatus(host: "vps", epoch: 3, basis: .record))
    #expect(
      report.replication
        == ReplicationStatus(leader: "vps", follower: "vps-01", up: true, synchronizing: false, lagBytes: 0))
    #expect(report.rollback == RollbackStatus(possibility: .lossless, lagBytes: 0))
    #expect(report.queues?.host == "vps")
    #expect(!report.degraded)
  }

  @Test("a follower that is ahead by the time its leader is asked has no lag, never a negative one")
  func lag() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.target) { $0.offset = 5400 }
    #expect(samples.report.replication?.lagBytes == 400)
    samples.changeRedis(.target) { $0.offset = 4000 }
    #expect(samples.report.replication?.lagBytes == 0)
  }

  @Test("a reverse link that is down makes a rollback lossy")
  func lossy() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { $0.linkUp = false }
    #expect(samples.report.rollback?.possibility == .lossy)
  }

  @Test("a reverse link that cannot go on is told with its time and its reason")
  func lost() throws {
    var samples = try StatusSamples.soaking()
    let lost = LostLink(since: 1_795_580_000_000, reason: "the leader answered PSYNC with +FULLRESYNC")
    samples.changeRedis(.source) { ($0.linkUp, $0.lostLink) = (false, lost) }
    #expect(samples.report.rollback?.possibility == .lossy)
    #expect(samples.report.rollback?.lost == lost)
    #expect(samples.alarms.contains("rollback_not_lossless"))
    let lines = StatusRenderer(width: 80, style: .plain).lines(samples.report, now: StatusSamples.now)
    #expect(
      lines.suffix(2) == [
        "rollback: not lossless since 2026-11-25T04:13:20Z", "  the leader answered PSYNC with +FULLRESYNC",
      ])
  }

  @Test("a parked Redis, which follows itself, is no end of a link")
  func parked() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { ($0.leaderAddress, $0.linkUp) = ("127.0.0.1:1", false) }
    #expect(samples.report.replication == nil)
    #expect(samples.report.rollback?.possibility == .lossy)
    #expect(!samples.alarms.contains("link_down"))
  }

  @Test("a cut that is under way decides who holds the pen, so status does not")
  func cutting() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.lease("r1", epoch: 4, remainingSeconds: ["vps-01": 12, "vps": 9])
    samples.change("vps-01") {
      $0.pen = .success(
        PenFacts(
          pen: .cut(Attempt(run: "r1", epoch: 4, number: 1), held: 0), cutInProgress: true, leaseRun: "r1",
          leaseEpoch: 4, leaseHolder: "alice@laptop", leaseRemainingSeconds: 12))
    }
    samples.changeRedis(.source) { $0.role = "slave" }
    let report = samples.report
    #expect(report.pen == PenStatus(basis: .cut))
    #expect(report.run?.cutInProgress == true)
    #expect(!samples.alarms.contains("none_writable"))
  }

  @Test("a live lease is a run, with the agents that granted it and the least time that one of them gives it")
  func run() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.lease("r1", epoch: 4, remainingSeconds: ["vps-01": 12, "vps": 9])
    #expect(
      samples.report.run
        == RunStatus(
          run: "r1", epoch: 4, holder: "alice@laptop", remainingSeconds: 9, hosts: ["vps-01", "vps"],
          cutInProgress: false))
  }

  @Test("a host that has not been read yet is away, not missing")
  func unread() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.readings["vps"] = nil
    #expect(samples.report.hosts.map(\.reachable) == [true, false])
  }

  @Test("a fleet without redis has hosts and nothing else")
  func withoutRedis() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.fleet = try FleetText.load("fleet: plain\nhosts:\n  vps: { address: 100.120.14.126, user: admin }\n")
    let report = samples.report
    #expect(report.hosts.map(\.id) == ["vps"])
    #expect(report.redis.isEmpty && report.workers.isEmpty)
    #expect(report.pen == nil && report.queues == nil && report.rollback == nil)
    #expect(!report.degraded)
  }

  @Test("a host's clock is off by as much as it lies outside of the question")
  func clockSkew() {
    #expect(HostReading.clockSkew(host: 1005, before: 1000, after: 1010) == 0)
    #expect(HostReading.clockSkew(host: 990, before: 1000, after: 1010) == -10)
    #expect(HostReading.clockSkew(host: 1500, before: 1000, after: 1010) == 490)
  }

  @Test("the JSON says the same and reads back; its top has the documented keys")
  func json() throws {
    let report = try StatusSamples.soaking().report
    let text = try Console.json(report)
    #expect(try JSONDecoder().decode(StatusReport.self, from: Data(text.utf8)) == report)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "alarms", "at", "degraded", "fleet", "format", "hosts", "pen", "queues", "redis", "replication", "rollback",
        "workers",
      ])
    #expect(!text.contains("\n"))
  }
}
