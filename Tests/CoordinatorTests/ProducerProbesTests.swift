import Protocol
import Synchronization
import Testing

@testable import Coordinator

@Suite("Producers are probed", .timeLimit(.minutes(1)))
struct ProducerProbesTests {
  /// The counts of a Redis.
  final class Counts: Sendable {
    private let added: Mutex<[String: UInt64]>
    init(_ added: [String: UInt64]) { self.added = Mutex(added) }
    func add(_ queue: String) { added.withLock { $0[queue, default: 0] += 1 } }
    func read(_ queues: [String]) -> [String: UInt64] {
      added.withLock { all in all.filter { queues.contains($0.key) } }
    }
  }

  /// What was said meanwhile.
  final class Said: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func say(_ line: String) { lines.withLock { $0.append(line) } }
  }

  static func producer(_ port: Int, _ queue: String = "scheduled") -> FleetProducer {
    FleetProducer(
      name: "trigger", queue: queue,
      probe: .http(method: "POST", url: "http://127.0.0.1:\(port)/trigger?x=1", from: nil))
  }

  static func probes(
    _ producers: [FleetProducer], _ counts: Counts, patience: Duration = .milliseconds(300),
    timeout: Duration = .seconds(5)
  ) -> ProducerProbes {
    ProducerProbes(producers, patience: patience, interval: .milliseconds(10)) { queues throws(ProtocolError) in
      counts.read(queues)
    } send: { producer in
      guard case .http(let method, let url, _) = producer.probe else { return .silent("nothing to send") }
      return await OutgoingHTTP.run(timeout: timeout) {
        await $0.send(OutgoingRequest(method: method, url: Secret(url)))
      }
    }
  }

  @Test("the request goes out once, as it is configured, and the job that it adds proves the producer")
  func once() async throws {
    let (counts, said) = (Counts(["scheduled": 12]), Said())
    try await WebStandIn.run { _, _ in
      counts.add("scheduled")
      return .status(202)
    } body: { web in
      let probes = Self.probes([Self.producer(web.port)], counts)
      for _ in 1...2 {
        let results = try await probes.prove(sends: true, mustAnswer: true, since: ["scheduled": 12]) { said.say($0) }
        #expect(results.map(\.state) == [.proven])
        #expect(results.first?.before == 12 && results.first?.now == 13)
      }
      #expect(web.requests.map(\.line) == ["POST /trigger?x=1"])
      #expect(
        said.all == ["sending POST http://127.0.0.1:\(web.port)/trigger: it enqueues real work in queue scheduled"])
    }
  }

  @Test("the count is looked at again until the job has arrived")
  func late() async throws {
    let counts = Counts(["scheduled": 1])
    try await WebStandIn.run { web in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let results = try await Self.probes([Self.producer(web.port)], counts, patience: .seconds(20)).prove(
            sends: true, mustAnswer: true, since: nil
          ) { _ in }
          #expect(results.map(\.state) == [.proven])
        }
        while web.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        counts.add("scheduled")
        try await group.waitForAll()
      }
    }
  }

  @Test("a 503 of an App that has just lost its Redis is asked again while nothing was added, and never afterwards")
  func unavailable() async throws {
    let counts = Counts([:])
    try await WebStandIn.run { _, before in
      if before == 2 { counts.add("scheduled") }
      return .status(before < 2 ? 503 : 202)
    } body: { web in
      let results = try await Self.probes([Self.producer(web.port)], counts, patience: .seconds(20)).prove(
        sends: true, mustAnswer: true, since: nil
      ) { _ in }
      #expect(results.map(\.state) == [.proven])
      #expect(web.requests.count == 3)
    }
    try await WebStandIn.run { _, _ in
      counts.add("scheduled")
      return .status(503)
    } body: { web in
      _ = try await Self.probes([Self.producer(web.port)], counts, patience: .seconds(20)).prove(
        sends: true, mustAnswer: true, since: nil
      ) { _ in }
      #expect(web.requests.count == 1)
    }
  }

  @Test("a redirect is not followed, and is no success")
  func redirect() async throws {
    let counts = Counts([:])
    try await WebStandIn.run { _, _ in
      .redirect(to: "/login")
    } body: { web in
      let results = try await Self.probes([Self.producer(web.port)], counts).prove(
        sends: true, mustAnswer: true, since: nil
      ) { _ in }
      #expect(results.map(\.state) == [.failed])
      #expect(results.first?.observed.contains("answered 302, required: 2xx") == true)
      #expect(web.requests.count == 1)
    }
  }

  @Test("a producer that never answers has failed after its time; nothing is sent again")
  func silence() async throws {
    let counts = Counts([:])
    try await WebStandIn.run { _, _ in
      .silence
    } body: { web in
      let probes = Self.probes([Self.producer(web.port)], counts, timeout: .milliseconds(200))
      let results = try await probes.prove(sends: true, mustAnswer: true, since: nil) { _ in }
      #expect(results.map(\.state) == [.failed])
      #expect(results.first?.observed.contains("no answer within 0.2 s") == true, "\(results)")
      #expect(web.requests.count == 1)
    }
  }

  @Test("where nobody listens yet it is tried again, since nothing was sent; for ever it is a failure")
  func nobody() async throws {
    let port = Said()
    try await WebStandIn.run { web in port.say("\(web.port)") }
    let gone = try #require(port.all.first.flatMap { Int($0) })
    let results = try await Self.probes([Self.producer(gone)], Counts([:])).prove(
      sends: true, mustAnswer: true, since: nil
    ) { _ in }
    #expect(results.map(\.state) == [.failed])
    #expect(results.first?.observed.contains("no connection, required: 2xx") == true, "\(results)")
    // Where the fleet names no App it may be one that this run does not move.
    let other = try await Self.probes([Self.producer(gone)], Counts([:])).prove(
      sends: true, mustAnswer: false, since: nil
    ) { _ in }
    #expect(other.map(\.state) == [.notProbed])
  }

  @Test("what comes by itself is waited for, but not for long, and nobody waits for an operator")
  func observed() async throws {
    let producers = [
      FleetProducer(name: "a", queue: "qa", probe: .observe(within: .seconds(600))),
      FleetProducer(name: "b", queue: "qb", probe: .observe(within: .seconds(600))),
      FleetProducer(name: "c", queue: "qc", probe: .manual("press the button")),
    ]
    let results = try await Self.probes(producers, Counts(["qa": 5, "qb": 5])).prove(
      sends: true, mustAnswer: true, since: ["qa": 4, "qb": 5]
    ) { _ in }
    #expect(results.map(\.state) == [.proven, .pending, .pending])
  }

  @Test("later nothing is sent unless the operator says so")
  func later() async throws {
    let counts = Counts(["scheduled": 12])
    try await WebStandIn.run { _, _ in
      counts.add("scheduled")
      return .status(200)
    } body: { web in
      let producers = [Self.producer(web.port)]
      let quiet = try await Self.probes(producers, counts).look(
        sends: false, since: ["scheduled": 12], age: .seconds(9), wait: .zero
      ) { _ in }
      #expect(quiet.map(\.state) == [.pending])
      #expect(web.requests.isEmpty)
      let sent = try await Self.probes(producers, counts).look(
        sends: true, since: ["scheduled": 12], age: .seconds(9), wait: .zero
      ) { _ in }
      #expect(sent.map(\.state) == [.proven])
      #expect(web.requests.count == 1)
    }
  }

  @Test("without a record of the cut, a job that arrives while one waits is proof")
  func waiting() async throws {
    let counts = Counts(["backup": 9])
    let producer = FleetProducer(name: "backup", queue: "backup", probe: .manual("press"))
    let probes = Self.probes([producer], counts)
    try await withThrowingTaskGroup(of: [ProducerResult].self) { group in
      group.addTask { try await probes.look(sends: false, since: nil, age: nil, wait: .seconds(20)) { _ in } }
      try await Task.sleep(for: .milliseconds(100))
      counts.add("backup")
      let results = try #require(try await group.next())
      #expect(results.map(\.state) == [.proven])
    }
  }
}
