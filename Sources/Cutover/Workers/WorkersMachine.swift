/// A worker host's part of a run: stops the workers, keeps its promise, and starts them on exactly one side (S2, S4),
/// with a coordinator or without.
public struct WorkersMachine: Sendable, Hashable {
  /// Where the workers stand.
  public internal(set) var state: WorkersState = .idle
  /// The run that may use these workers.
  public internal(set) var run: WorkersRun?
  /// The staged env file.
  public internal(set) var stagedFile: String?
  /// Restart policies as they were before the drain.
  public internal(set) var policies: [RestartPolicy] = []
  /// Which side the env file supplies.
  public internal(set) var environment: WorkersSide = .old
  /// The grant under which this host voted yes.
  public internal(set) var promise: Grant?
  /// The coordinator was gone when this host last heard of it.
  var orphaned = false

  /// Rebuilds the state from its journal; then comes `.restarted`.
  public init(replaying records: [WorkersJournalRecord] = []) {
    for record in records { apply(record) }
  }

  /// Decides about one event.
  public mutating func handle(_ event: WorkersEvent) -> Decision<WorkersJournalRecord, WorkersEffect> {
    switch event {
    case .staged(let run, let file): stage(run, file: file)
    case .discardStaged: discardStaged()
    case .drain(_, let policies): drain(policies)
    case .stopsEnded: endStops(nil)
    case .stopFailed(let finding): endStops(finding)
    case .voteYes(let grant): voteYes(grant)
    case .flip: flip()
    case .start(let side, let grant): order(side, grant)
    case .flipEnded(let side): endFlip(side)
    case .startEnded(let side): endStart(side)
    case .failed(let finding): fail(finding)
    case .deadMan(let grant): grant.run == run?.grant.run ? actAlone() : .disregard(.stale)
    case .holderAnswered(let host, let answer): hear(host, answer)
    case .restarted(let leaseLive): restart(leaseLive: leaseLive)
    }
  }

  mutating func apply(_ record: WorkersJournalRecord) {
    switch record {
    case .staged(let run, let file):
      self.run = run
      stagedFile = file
      environment = .old
      promise = nil
      orphaned = false
      state = .staged
    case .unstaged:
      stagedFile = nil
      state = .idle
    case .draining(let policies):
      self.policies = policies
      state = .draining(inFlight: true, undo: nil)
    case .drained:
      state = .drained
    case .promised(let grant):
      promise = grant
      state = .promised
    case .starting(let side, let authority):
      state = .starting(side, authority, inFlight: true)
    case .flipped(let side):
      environment = side
      if state == .supplying(side) { state = .promised }
    case .started(let side):
      promise = nil
      state = .started(side)
    }
  }

  mutating func commit(
    _ records: [WorkersJournalRecord], _ effects: [WorkersEffect]
  ) -> Decision<WorkersJournalRecord, WorkersEffect> {
    for record in records { apply(record) }
    return Decision(records: records, effects: effects)
  }

  func refuse(_ observed: String, required: String) -> Decision<WorkersJournalRecord, WorkersEffect> {
    Decision(effects: [.answer(.refused(Finding(observed: observed, required: required)))])
  }

  /// The next thing to do on the way up: the env file, if it supplies the other side, then the workers.
  func bringUp(_ side: WorkersSide) -> WorkersEffect {
    environment == side ? .startWorkers(side, policies) : .supplyEnvironment(side)
  }

  mutating func beginStart(
    _ side: WorkersSide, _ authority: WorkersAuthority, after records: [WorkersJournalRecord] = []
  ) -> Decision<WorkersJournalRecord, WorkersEffect> {
    commit(records + [.starting(side, authority)], [bringUp(side)])
  }
}
