import Cutover
import Testing

/// What stands against a move need not stand against the way back.
@Suite("a check in a direction")
struct CheckDirectionTests {
  /// What a failure of each check comes to for a rollback.
  static let rollback: [CheckID: CheckVerdict] = [
    // The way back rests on these.
    .docker: .fail, .disk: .fail, .clock: .fail, .answers: .fail, .role: .fail, .standalone: .fail, .readOnly: .fail,
    .versions: .fail, .databases: .fail, .modules: .fail, .functions: .fail, .clients: .fail, .variable: .fail,
    .otherVariables: .fail, .plainHTTP: .fail, .coolify: .fail, .abilities: .fail, .appVariable: .fail,
    .deployments: .fail,
    // Of a new Redis that is made: a rollback makes none.
    .target: .fail, .publish: .fail, .image: .fail, .password: .fail, .room: .fail, .login: .fail, .reach: .fail,
    // These are why somebody goes back.
    .memory: .warn, .overcommit: .warn, .restarters: .warn, .eviction: .warn, .evicted: .warn, .persistence: .warn,
    .containerMemory: .warn, .dangling: .warn, .running: .warn, .url: .warn, .jobs: .warn, .connections: .warn,
    .restarts: .warn, .grace: .warn, .dependents: .warn, .mounts: .warn, .moduleErrors: .warn, .started: .warn,
    .appContainer: .warn, .path: .warn,
    // Of the end of the old Redis: no run asks them.
    .finalizeAgents: .fail, .finalizePen: .fail, .finalizeRun: .fail, .finalizeAge: .fail, .finalizeLink: .fail,
    .finalizeClients: .fail, .finalizeCompose: .fail, .finalizeRoom: .fail,
  ]

  @Test("a failure of each check, for a rollback and for a cutover", arguments: CheckID.allCases)
  func failure(_ id: CheckID) throws {
    let expected = try #require(Self.rollback[id], "\(id.rawValue) is not in the table")
    #expect(id.verdict(.fail, for: .rollback) == expected)
    // A move is never let through because a way back would be: workers that cannot boot stay where they are.
    #expect(id.verdict(.fail, for: .cutover) == .fail)
  }

  @Test("nothing but a failure changes", arguments: CheckID.allCases)
  func others(_ id: CheckID) {
    for verdict in CheckVerdict.allCases where verdict != .fail {
      #expect(id.verdict(verdict, for: .rollback) == verdict)
    }
  }

  @Test("what safety rests on, which nobody may accept, stands against a way back as well")
  func safety() {
    for id in CheckID.allCases where !id.isAcceptable { #expect(!id.isReasonToGoBack, "\(id.rawValue)") }
  }

  @Test("a failure that became a warning still says what to do, and does not block")
  func result() {
    let failed = CheckResult(.running, "vps-01", .fail, observed: "a is exited", required: "all", remedy: "up")
    let back = failed.judged(for: .rollback)
    #expect(back.verdict == .warn)
    #expect(back.remedy == "up")
    #expect(CheckSummary(results: [back]).blocking.isEmpty)
    #expect(CheckSummary(results: [failed.judged(for: .cutover)]).blocking.map(\.id) == [.running])
  }
}
