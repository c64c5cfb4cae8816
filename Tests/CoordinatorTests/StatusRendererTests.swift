import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("How status is drawn")
struct StatusRendererTests {
  private func draw(_ samples: StatusSamples, width: Int? = 80, isVerbose: Bool = false) -> [String] {
    StatusRenderer(width: width, style: .plain, isVerbose: isVerbose).lines(samples.report, now: StatusSamples.now)
  }

  @Test("a soaking fleet fits into 80 columns")
  func soaking() throws {
    let lines = draw(try StatusSamples.soaking())
    #expect(
      lines.joined(separator: "\n") == """
        fleet fiskai · ✓ healthy · 2 of 2 agents answer · facts 40.0 ms old

        ! vps-01: fiskai-redis may evict keys (allkeys-lru)

        HOST    ADDRESS         AGENT  LATENCY  DOCKER     FREE MEM/DISK       UP
        vps-01  100.64.123.81   0.1.0   1.8 ms  20.10.24  9.1 GB/78.0 GB  3 d 4 h
        vps     100.120.14.126  0.1.0   1.8 ms  20.10.24  9.1 GB/78.0 GB  3 d 4 h

        REDIS    vps-01/fiskai-redis  vps/fiskai-redis-vps
        role     replica              master
        pen      –                    holds (epoch 3)
        version  7.0.15               7.0.15
        memory   48.0 MB/2.1 GB       48.0 MB/2.1 GB
        policy   allkeys-lru          noeviction
        keys     200312               200312
        clients  14                   14
        ops/s    512                  512
        evicted  0                    0
        replication  vps → vps-01  up · lag 0 B

        WORKERS  vps-01:/home/admin/FiskAI  3 of 3 run
          REDIS_URL → 100.120.14.126:6379 · restart unless-stopped
          ✓ worker-composer  ✓ worker-ocr  ✓ worker-sentinel

        QUEUE on vps  WAIT  ACTIVE  DELAYED  FAILED  DONE
        scheduled      312       4       20       1  1200
        ocr              8       2        0       0     0
        all            320       6       20       1  1200

        run: none · highest epoch granted 3
        rollback: lossless (lag 0 B)
        """)
  }

  @Test("a wider terminal has a row for each Redis and more of each host")
  func wide() throws {
    let lines = draw(try StatusSamples.soaking(), width: 130)
    #expect(
      lines.contains(
        "REDIS                 ROLE     PEN              VERSION          MEMORY  POLICY         KEYS  CLIENTS  OPS/S  EVICTED"
      ))
    #expect(
      lines.contains(
        "vps/fiskai-redis-vps  master   holds (epoch 3)  7.0.15   48.0 MB/2.1 GB  noeviction   200312       14    512        0"
      ))
    #expect(lines.contains { $0.hasPrefix("HOST") && $0.hasSuffix("LOAD  CLOCK  AGENT MEM") })
  }

  @Test("no line is wider than the terminal, whatever is wrong", arguments: [60, 80, 100, 132])
  func width(_ width: Int) throws {
    var samples = try StatusSamples.soaking()
    samples.lease("20261123T065312-4711", epoch: 4, remainingSeconds: ["vps-01": 12, "vps": 12])
    samples.readings["vps"] = HostReading(
      host: "vps", readAt: StatusSamples.now,
      hello: .failure(
        ProtocolError(
          .unreachable, "vps (100.120.14.126:7460) cannot be reached",
          next: "check that the host is up, that Tailscale connects both, and `systemctl status cutover-agent` there")))
    samples.changeWorkers { workers in
      for index in workers.indices { (workers[index].running, workers[index].state) = (false, "exited") }
    }
    for line in draw(samples, width: width, isVerbose: true) {
      #expect(TextWidth.columns(of: line) <= width, "\(line)")
    }
  }

  @Test("alarms stand on top with what to do next; notices only with --verbose")
  func alarms() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { ($0[1].running, $0[1].state) = (false, "exited") }
    let lines = draw(samples)
    #expect(lines[0] == "fleet fiskai · ✗ degraded · 2 of 2 agents answer · facts 40.0 ms old")
    #expect(lines[2] == "✗ vps-01: 1 of 3 workers does not run: worker-ocr (exited)")
    #expect(lines[3] == "    next: docker compose logs in /home/admin/FiskAI on vps-01")
    #expect(lines[4] == "! vps-01: fiskai-redis may evict keys (allkeys-lru)")
    #expect(lines[5].isEmpty)
    #expect(lines.contains("WORKERS  vps-01:/home/admin/FiskAI  2 of 3 run"))
    #expect(lines.contains("  ✓ worker-composer  ✗ worker-ocr exited  ✓ worker-sentinel"))
    let verbose = draw(samples, isVerbose: true)
    #expect(verbose.contains("    required: all workers run"))
    #expect(verbose.contains("    next: the cutover's target has noeviction"))
  }

  @Test("a run shows its id, who runs it, the lease and who granted it")
  func run() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.lease("r1", epoch: 4, remainingSeconds: ["vps-01": 12, "vps": 9])
    #expect(
      draw(samples).contains("run r1 · by alice@laptop · epoch 4 · lease 9 s · granted by vps-01, vps"))
  }

  @Test("an agent that is away has a row that says so, and its Redis is unknown")
  func away() throws {
    var samples = try StatusSamples.soaking()
    samples.readings["vps-01"] = HostReading(
      host: "vps-01", readAt: StatusSamples.now, hello: .failure(ProtocolError(.unreachable, "no route")))
    let lines = draw(samples)
    #expect(lines.contains("vps-01  100.64.123.81   away"))
    #expect(lines.contains("role     unknown              master"))
    #expect(lines.contains("rollback: unknown: not every agent answers"))
  }

  @Test(
    "the rollback line says what it would cost",
    arguments: [
      (RollbackStatus.Possibility.notNeeded, "rollback: nothing to roll back: the source holds the pen"),
      (.lossless, "rollback: lossless (lag 12 B)"),
      (.behind, "rollback: not yet: the source is copying (lag 12 B)"),
      (.lossy, "rollback: would lose what was written since the cut: the source does not follow"),
      (.unknown, "rollback: unknown: not every agent answers"),
    ])
  func rollback(_ possibility: RollbackStatus.Possibility, _ line: String) throws {
    var report = try StatusSamples.soaking().report
    report.rollback = RollbackStatus(possibility: possibility, lagBytes: 12)
    #expect(StatusRenderer(width: 80, style: .plain).lines(report, now: StatusSamples.now).last == line)
  }

  @Test("without Unicode there is nothing outside of ASCII")
  func ascii() throws {
    let text = StatusRenderer(width: 80, style: .ascii)
      .lines(try StatusSamples.soaking().report, now: StatusSamples.now).joined()
    #expect(!text.contains { !$0.isASCII })
  }

  @Test("a frame overwrites what is there and leaves the last row free")
  func frame() {
    #expect(
      LiveScreen.frame(["a", "b"], rows: nil, isFirst: true) == "\u{1b}[2J\u{1b}[Ha\u{1b}[K\nb\u{1b}[K\n\u{1b}[J")
    #expect(LiveScreen.frame(["a", "b", "c"], rows: 3, isFirst: false) == "\u{1b}[Ha\u{1b}[K\nb\u{1b}[K\n\u{1b}[J")
  }

  @Test("a beat that was missed is left out, not made up for")
  func ticks() {
    let start = ContinuousClock.now
    func next(_ now: Duration) -> Duration {
      Ticks.next(at: start, now: start + now, interval: .seconds(2)) - start
    }
    #expect(next(.seconds(-1)) == .zero)
    #expect(next(.seconds(1)) == .seconds(2))
    #expect(next(.seconds(4)) == .seconds(4))
    #expect(next(.seconds(5)) == .seconds(6))
  }
}
