/// What an agent keeps of the soak over its restarts, and how it reads a Redis for it.
import Cutover
import Foundation
import Protocol
import Redis
import Testing
import Transport

@testable import Agent

@Suite("the soak in the agent's journal")
struct SoakStateTests {
  static let grant = Grant(epoch: 3, run: "run-3")
  static let order = BeginSoak(
    seconds: 60, intervalSeconds: 2, thresholds: SoakThresholds(), part: .holder,
    redis: RedisReference(container: "fiskai-redis-vps", password: .stored), prefix: "bull", queues: ["scheduled"])

  /// A folder of its own, gone afterwards.
  static func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "soak-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  static func state(_ folder: String) throws -> AgentState {
    try AgentState(host: "vps", stateDirectory: folder, leaseSeconds: 15)
  }

  @Test("the window, what is watched and what was found are there again after a restart")
  func restarted() async throws {
    try await Self.withFolder { folder in
      do {
        let state = try Self.state(folder)
        let window = try await state.begin(Self.order, under: Self.grant, at: 1_000)
        #expect(window.until == 1_060)
        _ = try await state.handle(
          SoakEvent.sampled(SoakSample(at: 1_000, redis: SoakRedisSample(runID: "a", evictedKeys: 1))))
        _ = try await state.handle(
          SoakEvent.sampled(SoakSample(at: 1_002, redis: SoakRedisSample(runID: "a", evictedKeys: 2))))
      }
      let state = try Self.state(folder)
      #expect(await state.soakOrder == Self.order)
      let watch = try #require(await state.soak.watch)
      #expect(watch.window.grant == Self.grant && watch.window.until == 1_060 && watch.end == nil)
      #expect(watch.findings.map(\.check) == [.evictions])
      #expect(watch.summary.samples == 2)
      #expect(try await state.lookAtSoak(at: 1_010) == [.sample(watch.window)])
      // Its time was up while the agent was away.
      guard case .reportEnd(let ended) = try await state.lookAtSoak(at: 2_000).first else {
        Issue.record("the window has not ended")
        return
      }
      #expect(ended.end == .complete)
      #expect(try await state.lookAtSoak(at: 2_001).isEmpty)
    }
  }

  @Test("the same run asked again keeps its window; an older one is refused")
  func repeated() async throws {
    try await Self.withFolder { folder in
      let state = try Self.state(folder)
      let first = try await state.begin(Self.order, under: Self.grant, at: 1_000)
      #expect(try await state.begin(Self.order, under: Self.grant, at: 1_020) == first)
      let error = await #expect(throws: ProtocolError.self) {
        _ = try await state.begin(Self.order, under: Grant(epoch: 2, run: "run-2"), at: 1_030)
      }
      #expect(error?.code == .epochStale)
    }
  }

  @Test("an order to watch needs the lease; whoever asks afterwards is told the window")
  func asked() async throws {
    try await RunningAgent.run { agent in
      let connection = try await agent.connect()
      #expect(try await connection.call(ReadSoak(), id: "1").watch == nil)
      let order = BeginSoak(seconds: 60, intervalSeconds: 1, thresholds: SoakThresholds(), part: .workers)
      let error = await #expect(throws: ProtocolError.self) {
        _ = try await connection.call(order, id: "2", run: "run-3", epoch: 3)
      }
      #expect(error?.code == .epochStale)
      _ = try await connection.call(Learn(pen: .not), id: "3")
      _ = try await connection.call(
        AskLease(action: .acquire, holder: "alice@laptop"), id: "4", run: "run-3", epoch: 3)
      let window = try await connection.call(order, id: "5", run: "run-3", epoch: 3).window
      #expect(window.until == window.from + 60)
      #expect(try await connection.call(ReadSoak(), id: "6").watch == SoakWatch(window: window))
      let endless = BeginSoak(seconds: .max, intervalSeconds: 1, thresholds: SoakThresholds(), part: .workers)
      let refusal = await #expect(throws: ProtocolError.self) {
        _ = try await connection.call(endless, id: "7", run: "run-3", epoch: 3)
      }
      #expect(refusal?.code == .precondition)
      await connection.close()
    }
  }

  @Test("the lag is what the follower has acknowledged, a link is the follower's own word")
  func sampled() {
    let leading = RedisInformation(
      parsing: """
        run_id:abc\r\nused_memory:5000\r\nmaxmemory:10000\r\nevicted_keys:3\r\nrole:master\r\nmaster_repl_offset:900\r
        slave0:ip=172.18.0.1,port=6379,state=online,offset=880,lag=0\r\nerrorstat_READONLY:count=4\r\n
        """)
    let holder = SoakSampler.sample(of: leading, as: .holder)
    #expect(
      holder
        == SoakRedisSample(
          runID: "abc", evictedKeys: 3, usedMemory: 5_000, maximumMemory: 10_000, lagBytes: 20, refusedWrites: 4))
    let following = RedisInformation(
      parsing: "run_id:def\r\nrole:slave\r\nmaster_host:172.18.0.1\r\nmaster_port:16379\r\nmaster_link_status:down\r\n")
    #expect(SoakSampler.sample(of: following, as: .follower).linkUp == false)
    #expect(SoakSampler.sample(of: leading, as: .follower).linkUp == false)
  }
}
