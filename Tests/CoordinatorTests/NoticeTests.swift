import Cutover
import Foundation
import Protocol
import Synchronization
import Testing

@testable import Coordinator

@Suite("A webhook is told how a run goes", .timeLimit(.minutes(1)))
struct NoticeTests {
  static let plan = RunPlan(
    run: "run-7", epoch: 3, direction: .cutover, fleet: ["vps-01", "vps"], leader: "vps-01", follower: "vps",
    workerHosts: ["vps-01"])
  static let writer = NoticeWriter(fleet: "fiskai", plan: plan) { Date(timeIntervalSince1970: 1_772_338_033) }
  static let finding = Finding(observed: "lag 12 B", required: "lag 0 B", next: "try again")

  /// A watcher that only counts.
  final class Screen: RunWatcher {
    let reports = Mutex(0)
    func reported(_ report: RunReport) { reports.withLock { $0 += 1 } }
    func progressed(_ step: Step, _ progress: StepProgress) {}
  }

  /// What was posted.
  final class Posted: Sendable {
    private let notices = Mutex<[Notice]>([])
    var all: [Notice] { notices.withLock { $0 } }
    func add(_ notice: Notice) { notices.withLock { $0.append(notice) } }
  }

  static func sender(_ port: Int, patience: Duration = .seconds(40), farewell: Duration = .seconds(40)) -> NoticeSender
  {
    NoticeSender(
      url: Secret("http://127.0.0.1:\(port)/hook/hunter2"), authorization: Secret("Bearer hunter3"), patience: patience,
      farewell: farewell)
  }

  @Test("the body is what docs/notice.md says")
  func body() {
    let notice = Self.writer.notice(.phaseEnded(.cut), words: ["write pause 3.2 ms", "1 job"])
    #expect(
      notice?.json == """
        {"direction":"cutover","event":"phase-ended","fleet":"fiskai","observed":"write pause 3.2 ms; 1 job",\
        "phase":"cut","rehearsal":false,"run":"run-7","time":"2026-03-01T04:07:13Z","version":1}
        """)
    let summary = RunSummary(
      run: "run-7", direction: .cutover, outcome: .incomplete(.verify, [Self.finding]),
      measurements: RunMeasurements(), seconds: 4)
    let outcome = Self.writer.outcome(summary)
    #expect(outcome.event == "outcome" && outcome.exitCode == 6)
    #expect(outcome.observed?.hasPrefix("incomplete: observed lag 12 B") == true)
  }

  @Test("every event that it can have is documented")
  func documented() throws {
    let text = try String(
      contentsOf: FleetText.deploy.appendingPathComponent("../docs/notice.md").standardizedFileURL, encoding: .utf8)
    let reports: [RunReport] = [
      .phaseBegan(.cut), .phaseEnded(.cut), .phaseSkipped(.app, reason: "x"), .stepFailed(.cut, .verify, Self.finding),
      .holding, .leaseLost(Self.finding), .undoing(Self.finding),
      .notUndone(UndoFailure(step: .detach("vps"), finding: Self.finding)), .asking(mustReach: [], Self.finding),
    ]
    let events = reports.compactMap { Self.writer.notice($0, words: [])?.event } + ["began", "resumed", "outcome"]
    #expect(events.count == 12)
    for event in events { #expect(text.contains("`\(event)`"), "\(event)") }
  }

  @Test("a phase's notice carries what its steps observed, and the screen is told all the same")
  func watcher() {
    let (screen, posted) = (Screen(), Posted())
    let watcher = NoticeWatcher(screen, writer: Self.writer) { posted.add($0) }
    watcher.reported(.phaseBegan(.sync))
    watcher.reported(.stepEnded(.sync, .awaitSync("vps"), StepResult(observed: "21 MB")))
    watcher.reported(.phaseEnded(.sync))
    watcher.reported(.phaseBegan(.gate))
    watcher.reported(.phaseEnded(.gate))
    #expect(screen.reports.withLock { $0 } == 5)
    let notices = posted.all
    #expect(notices.map(\.event) == ["phase-began", "phase-ended", "phase-began", "phase-ended"])
    #expect(notices.map(\.observed) == [nil, "21 MB", nil, nil])
  }

  @Test("notices arrive in order, as JSON with the header that was asked for; the run's result is untouched")
  func arrive() async throws {
    try await WebStandIn.run { web in
      let sender = Self.sender(web.port)
      let ended = await sender.whileSending { () async throws(OperatorError) -> Int in
        sender.post(Self.writer.began(resumed: false))
        for phase in Phase.allCases {
          if let notice = Self.writer.notice(.phaseBegan(phase), words: []) { sender.post(notice) }
        }
        return 42
      }
      let value = try ended.result.get()
      #expect(value == 42)
      #expect(ended.complaint == nil)
      #expect(web.requests.count == 1 + Phase.allCases.count)
      #expect(web.requests.first?.line == "POST /hook/hunter2")
      #expect(web.requests.allSatisfy { $0.authorization == "Bearer hunter3" && $0.contentType == "application/json" })
      #expect(web.requests.first?.body.contains("\"event\":\"began\"") == true)
      for (request, phase) in zip(web.requests.dropFirst(), Phase.allCases) {
        #expect(request.body.contains("\"phase\":\"\(phase.rawValue)\""))
      }
    }
  }

  @Test("one that is refused is tried once more; what is lost is one line, without the path or the header")
  func refused() async throws {
    try await WebStandIn.run { _, before in
      .status(before == 0 ? 500 : before < 3 ? 204 : 403)
    } body: { web in
      let sender = Self.sender(web.port)
      let ended = await sender.whileSending { () async throws(OperatorError) -> Void in
        for _ in 1...3 { sender.post(Self.writer.began(resumed: false)) }
      }
      // Refused and taken; taken; refused twice.
      #expect(web.requests.count == 5)
      #expect(ended.complaint == "1 notice was not taken by 127.0.0.1: answered 403")
    }
  }

  @Test("a webhook that never answers neither delays the run nor its end for long")
  func silence() async throws {
    try await WebStandIn.run { _, _ in
      .silence
    } body: { web in
      let sender = Self.sender(web.port, patience: .seconds(60), farewell: .milliseconds(300))
      let began = ContinuousClock.now
      let ended = await sender.whileSending { () async throws(OperatorError) -> Duration in
        for _ in 1...5 { sender.post(Self.writer.began(resumed: false)) }
        return ContinuousClock.now - began
      }
      let time = try ended.result.get()
      #expect(time < .seconds(1))
      #expect(ContinuousClock.now - began < .seconds(10))
      #expect(ended.complaint?.hasPrefix("5 notices were not taken by 127.0.0.1:") == true, "\(ended.complaint ?? "")")
    }
  }

  @Test("a run that fails still fails, and is told")
  func failure() async throws {
    try await WebStandIn.run { web in
      let sender = Self.sender(web.port)
      let ended = await sender.whileSending { () async throws(OperatorError) -> Int in
        sender.post(Self.writer.began(resumed: true))
        throw OperatorError(code: "x", message: "y")
      }
      #expect(throws: OperatorError.self) { try ended.result.get() }
      #expect(web.requests.count == 1)
    }
  }
}
