/// Who may ask what: the whole table, written down a second time, so that a change of the code shows here.
import NIOCore
import Protocol
import Testing

@Suite("the closed set of verbs")
struct VerbNameTests {
  /// Who may ask a verb.
  enum Askers: Sendable {
    case both, coordinator, agent

    func include(_ role: PeerRole) -> Bool {
      switch (self, role) {
      case (.both, _), (.coordinator, .coordinator), (.agent, .agent): true
      case (.coordinator, .agent), (.agent, .coordinator): false
      }
    }
  }

  /// One verb's row.
  struct Row: Sendable {
    let verb: VerbName
    let askers: Askers
    let changes: Bool
    let lease: Bool

    init(_ verb: VerbName, _ askers: Askers, changes: Bool, lease: Bool) {
      self.verb = verb
      self.askers = askers
      self.changes = changes
      self.lease = lease
    }
  }

  static let table: [Row] = [
    Row(.hello, .both, changes: false, lease: false),
    Row(.whoHolds, .both, changes: true, lease: false),
    Row(.hostFacts, .coordinator, changes: false, lease: false),
    Row(.inspectRedis, .coordinator, changes: false, lease: false),
    Row(.queueDepths, .coordinator, changes: false, lease: false),
    Row(.auditQueues, .coordinator, changes: false, lease: false),
    Row(.tailnet, .coordinator, changes: false, lease: false),
    Row(.measureLink, .coordinator, changes: false, lease: false),
    Row(.measure, .agent, changes: false, lease: false),
    Row(.queueCounters, .coordinator, changes: false, lease: false),
    Row(.sendProbe, .coordinator, changes: true, lease: false),
    Row(.writeCanary, .coordinator, changes: true, lease: true),
    Row(.redisClients, .coordinator, changes: false, lease: false),
    Row(.inspectWorkers, .coordinator, changes: false, lease: false),
    Row(.inspectApp, .coordinator, changes: false, lease: false),
    Row(.resolveVariable, .coordinator, changes: false, lease: false),
    Row(.probeRedis, .coordinator, changes: false, lease: false),
    Row(.awaitSync, .coordinator, changes: false, lease: false),
    Row(.penFacts, .coordinator, changes: false, lease: false),
    Row(.lease, .coordinator, changes: true, lease: false),
    Row(.learn, .coordinator, changes: true, lease: false),
    Row(.provision, .coordinator, changes: true, lease: true),
    Row(.removeProvisioned, .coordinator, changes: true, lease: true),
    Row(.prepareLeader, .coordinator, changes: true, lease: true),
    Row(.takePen, .coordinator, changes: true, lease: true),
    Row(.backUp, .coordinator, changes: true, lease: true),
    Row(.proveBackUp, .coordinator, changes: true, lease: true),
    Row(.inspectRetirement, .coordinator, changes: false, lease: false),
    Row(.retireRedis, .coordinator, changes: true, lease: true),
    Row(.removeVolume, .coordinator, changes: true, lease: true),
    Row(.beginStandIn, .coordinator, changes: true, lease: true),
    Row(.endStandIn, .coordinator, changes: true, lease: true),
    Row(.readProgress, .agent, changes: false, lease: false),
    Row(.restoreLeader, .coordinator, changes: true, lease: true),
    Row(.attach, .coordinator, changes: true, lease: true),
    Row(.detach, .coordinator, changes: true, lease: true),
    Row(.stageEnvironment, .coordinator, changes: true, lease: true),
    Row(.discardEnvironment, .coordinator, changes: true, lease: true),
    Row(.vote, .coordinator, changes: true, lease: true),
    Row(.drain, .coordinator, changes: true, lease: true),
    Row(.resumeWorkers, .coordinator, changes: true, lease: true),
    Row(.cut, .coordinator, changes: true, lease: true),
    Row(.flip, .coordinator, changes: true, lease: true),
    Row(.startWorkers, .coordinator, changes: true, lease: true),
    Row(.keepRunEntries, .coordinator, changes: true, lease: false),
    Row(.readRunCopy, .coordinator, changes: false, lease: false),
    Row(.askRun, .coordinator, changes: true, lease: false),
    Row(.beginSoak, .coordinator, changes: true, lease: true),
    Row(.readSoak, .coordinator, changes: false, lease: false),
    Row(.abortCut, .coordinator, changes: true, lease: false),
    Row(.relay, .agent, changes: false, lease: false),
    Row(.arm, .agent, changes: true, lease: false),
    Row(.awaitPosition, .agent, changes: false, lease: false),
    Row(.compare, .agent, changes: false, lease: false),
    Row(.promote, .agent, changes: true, lease: false),
    Row(.bar, .agent, changes: true, lease: false),
  ]

  @Test("the table has each verb once")
  func complete() {
    #expect(Self.table.count == VerbName.allCases.count)
    #expect(Set(Self.table.map(\.verb)) == Set(VerbName.allCases))
  }

  @Test("each role may ask exactly its verbs", arguments: table, PeerRole.allCases)
  func roles(row: Row, role: PeerRole) {
    #expect(row.verb.isAllowed(for: role) == row.askers.include(role))
  }

  @Test("what changes something runs to its end, what changes a run's parts needs the lease", arguments: table)
  func classes(row: Row) {
    #expect(row.verb.changesSomething == row.changes)
    #expect(row.verb.needsLease == row.lease)
  }

  @Test("nothing that needs the lease only reads, and no agent can ask it", arguments: VerbName.allCases)
  func leaseImpliesChange(verb: VerbName) {
    guard verb.needsLease else { return }
    #expect(verb.changesSomething)
    #expect(!verb.isAllowed(for: .agent))
  }

  @Test(
    "a verb outside the set is refused as unknown, and its name is not repeated",
    arguments: ["", "shell", "Hello", "hello "])
  func unknown(name: String) {
    let text = #"{"kind":"request","header":{"version":1,"id":"a","verb":"\#(name)"}}"#
    let error = #expect(throws: ProtocolError.self) {
      _ = try MessageCoder().decode(AskerMessage.self, from: ByteBuffer(string: text))
    }
    #expect(error?.code == .verbUnknown)
    #expect(error?.description == "verbUnknown: a verb that this build does not know")
    #expect(error?.next == "run `coordinator upgrade`, which brings both sides to one version")
  }
}

extension VerbNameTests.Row: CustomTestStringConvertible {
  var testDescription: String { verb.rawValue }
}
