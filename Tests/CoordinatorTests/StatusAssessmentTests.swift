import Cutover
import Protocol
import Testing

@testable import Coordinator

@Suite("What status calls an alarm")
struct StatusAssessmentTests {
  @Test("a healthy fleet has none; an eviction policy that BullMQ must not have is a notice")
  func healthy() throws {
    let before = try StatusSamples.beforeFirstRun()
    #expect(before.alarms.isEmpty)
    #expect(before.notices == ["eviction_policy"])
    #expect(try StatusSamples.soaking().alarms.isEmpty)
  }

  @Test("an agent that does not answer is one alarm, with the next step of its error, and hides no other")
  func unreachable() throws {
    var samples = try StatusSamples.soaking()
    let problem = ProtocolError(.unreachable, "vps (100.120.14.126:7460) cannot be reached", next: "look at vps")
    samples.readings["vps"] = HostReading(host: "vps", readAt: StatusSamples.now, hello: .failure(problem))
    samples.changeWorkers { $0[0].running = false }
    #expect(samples.alarms == ["agent_unreachable", "workers_down"])
    let alarm = try #require(samples.report.alarms.first)
    #expect(alarm.host == "vps")
    #expect(alarm.observed == "vps (100.120.14.126:7460) cannot be reached")
    #expect(alarm.next == "look at vps")
    #expect(samples.report.degraded)
  }

  @Test("a Docker that does not answer is one alarm, not one for each question that needs it")
  func docker() throws {
    var samples = try StatusSamples.beforeFirstRun()
    let problem = ProtocolError(.docker, "the Docker daemon's socket cannot be reached")
    samples.change("vps-01") { reading in
      guard case .success(var facts) = reading.facts else { return }
      (facts.facts.dockerVersion, facts.facts.dockerProblem) = (nil, "connection refused")
      reading.facts = .success(facts)
      reading.workers[0] = .failure(problem)
      reading.redis[.source]?.facts = .failure(problem)
    }
    #expect(samples.alarms == ["docker_unavailable"])
    #expect(samples.report.alarms.first?.observed == "Docker does not answer (connection refused)")
  }

  @Test("two writable Redis servers name the one without the pen to stop")
  func twoWritable() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { ($0.role, $0.linkUp, $0.leaderAddress) = ("master", nil, nil) }
    #expect(samples.alarms == ["two_writable"])
    let alarm = try #require(samples.report.alarms.first)
    #expect(alarm.observed == "both fiskai-redis on vps-01 and fiskai-redis-vps on vps accept writes")
    #expect(alarm.next == "stop the one that does not hold the pen: docker stop fiskai-redis")
  }

  @Test("a replica that takes its clients' writes counts as writable")
  func writableReplica() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { $0.readOnly = false }
    #expect(samples.alarms == ["two_writable"])
  }

  @Test("no writable Redis is an alarm, unless one of them says nothing")
  func noneWritable() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.target) { ($0.role, $0.readOnly, $0.leaderAddress) = ("slave", true, "127.0.0.1:1") }
    #expect(samples.alarms == ["none_writable"])
    samples.changeRedis(.source) { $0.problem = "does not answer PING" }
    #expect(samples.alarms == ["redis_down"])
  }

  @Test("a Redis that accepts writes while the other one's record holds the pen is an alarm")
  func writableWithoutPen() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { ($0.role, $0.linkUp, $0.leaderAddress) = ("master", nil, nil) }
    samples.changeRedis(.target) { ($0.role, $0.readOnly, $0.leaderAddress) = ("slave", true, "127.0.0.1:1") }
    #expect(samples.alarms == ["writable_without_pen"])
    #expect(
      samples.report.alarms.first?.observed == "fiskai-redis accepts writes, but vps holds the pen")
  }

  @Test("each evicted key is a loss")
  func evicted() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeRedis(.source) { $0.evictedKeys = 7 }
    #expect(samples.alarms == ["evicted"])
    #expect(
      samples.report.alarms.first?.observed
        == "fiskai-redis has evicted 7 keys since its start: for BullMQ each is a loss")
  }

  @Test("a failed append-only file and a data set that is being loaded are alarms")
  func persistence() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeRedis(.source) { ($0.persistenceHealthy, $0.loading) = (false, true) }
    #expect(samples.alarms == ["loading", "persistence"])
  }

  @Test("a link that is down is an alarm; a copy that is under way is not")
  func link() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { $0.linkUp = false }
    #expect(samples.alarms == ["link_down"])
    samples.changeRedis(.source) { $0.synchronizing = true }
    #expect(samples.alarms.isEmpty)
    #expect(samples.report.rollback?.possibility == .lossy)
  }

  @Test("the source's stopped container is an alarm; one that nobody relies on, or that a run is making, is a notice")
  func down() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { $0.state = "exited" }
    #expect(samples.alarms == ["redis_down"])
    samples = try StatusSamples.beforeFirstRun()
    samples.changeRedis(.target) { $0.state = "exited" }
    #expect(samples.alarms.isEmpty)
    #expect(samples.notices == ["eviction_policy", "redis_down"])
    samples.lease("r1", epoch: 1, remainingSeconds: ["vps-01": 12, "vps": 12])
    #expect(samples.alarms.isEmpty)
    samples.changeRedis(.source) { $0.problem = "does not answer PING" }
    #expect(samples.alarms == ["redis_down"])
  }

  @Test("workers that do not run are an alarm outside of a run, and expected inside of one")
  func workersDown() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { ($0[1].running, $0[1].state) = (false, "exited") }
    #expect(samples.alarms == ["workers_down"])
    #expect(samples.report.alarms.first?.observed == "1 of 3 workers does not run: worker-ocr (exited)")
    samples.lease("r1", epoch: 1, remainingSeconds: ["vps-01": 12, "vps": 12])
    #expect(samples.alarms.isEmpty)
    #expect(samples.notices.contains("workers_down"))
  }

  @Test("no worker container at all is an alarm")
  func workersAbsent() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { $0 = [] }
    #expect(samples.alarms == ["workers_absent"])
  }

  @Test("workers on different Redis servers are an alarm that names who uses which")
  func split() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { $0[2].redis = "100.120.14.126:6379" }
    #expect(samples.alarms == ["workers_split"])
    #expect(
      samples.report.alarms.first?.observed
        == "the workers use different Redis servers (100.120.14.126:6379: worker-sentinel; "
        + "fiskai-redis:6379: worker-composer, worker-ocr)")
  }

  @Test("workers on a Redis that does not hold the pen are an alarm, in both directions")
  func withoutPen() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { for index in $0.indices { $0[index].redis = "100.120.14.126:6379" } }
    #expect(samples.alarms == ["workers_without_pen"])
    samples = try StatusSamples.soaking()
    samples.changeWorkers { for index in $0.indices { $0[index].redis = "fiskai-redis:6379" } }
    #expect(samples.alarms == ["workers_without_pen"])
    #expect(
      samples.report.alarms.first?.observed
        == "the running workers use fiskai-redis:6379, but the Redis on vps holds the pen")
  }

  @Test("another name for the source is no alarm while the source holds the pen, and one when it does not")
  func aliases() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { for index in $0.indices { $0[index].redis = "redis:6379" } }
    #expect(samples.alarms.isEmpty)
    samples = try StatusSamples.soaking()
    samples.changeWorkers { for index in $0.indices { $0[index].redis = "redis:6379" } }
    #expect(samples.alarms == ["workers_without_pen"])
  }

  @Test("a restart policy that is gone is an alarm outside of a run")
  func restartPolicies() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { $0[0].restartPolicy = "no" }
    samples.changeRedis(.source) { $0.restartPolicy = "no" }
    #expect(samples.alarms == ["restart_policy", "restart_policy"])
    samples.lease("r1", epoch: 1, remainingSeconds: ["vps-01": 12, "vps": 12])
    #expect(samples.alarms.isEmpty)
  }

  @Test("after a cutover the pair has no restart policies until finalize, which is no alarm")
  func restartPoliciesAfterCutover() throws {
    var samples = try StatusSamples.soaking()
    samples.changeRedis(.source) { $0.restartPolicy = "no" }
    samples.changeRedis(.target) { $0.restartPolicy = "no" }
    #expect(samples.alarms.isEmpty)
  }

  @Test("a clock that is off and a disk that is nearly full are notices")
  func resources() throws {
    var samples = try StatusSamples.soaking()
    samples.change("vps") { reading in
      guard case .success(var facts) = reading.facts else { return }
      facts.clockSkewMilliseconds = -3400
      facts.facts.diskFree = 900_000_000
      reading.facts = .success(facts)
    }
    #expect(samples.alarms.isEmpty)
    #expect(samples.notices == ["clock_skew", "disk_low", "eviction_policy"])
    #expect(samples.report.alarms.first?.observed == "the host's clock is 3.4 s behind this laptop's")
  }

  @Test("a fleet without tailnet.allow says that certificates alone decide")
  func tailnet() throws {
    var samples = try StatusSamples.soaking()
    samples.fleet = try FleetText.load(FleetText.correct)
    #expect(samples.notices == ["eviction_policy", "tailnet_open"])
  }

  @Test("alarms come before notices")
  func order() throws {
    var samples = try StatusSamples.beforeFirstRun()
    samples.changeWorkers { $0[1].running = false }
    #expect(samples.report.alarms.map(\.severity) == [.alarm, .notice])
  }
}
