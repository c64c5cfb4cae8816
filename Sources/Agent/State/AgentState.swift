import Cutover
import Journal
import Protocol

/// The agent's memory: the machines that decide, and the journal that makes each decision durable before anybody acts on
/// it. Events are handled one at a time, on a thread that may wait for the disk.
actor AgentState {
  private let executor: JournalExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let journal: Journal<AgentRecord>
  private(set) var pen: PenMachine
  private(set) var lease: LeaseMachine
  private(set) var hold: HoldMachine
  private(set) var soak: SoakMachine
  /// What is watched in the newest window; none before the first.
  private(set) var soakOrder: BeginSoak?
  private var workers: [String: WorkersMachine]
  private var values: RestorableValues
  private let clock: LeaseTimer
  private var lapsed: [Grant] = []
  private var kept = KeptRun()

  /// Reads the journal and rebuilds what it says.
  /// - Throws: ``ProtocolError`` with `storage`.
  init(host: HostID, stateDirectory: String, leaseSeconds: Int) throws(ProtocolError) {
    do {
      self.journal = try Journal(path: "\(stateDirectory)/agent.journal")
    } catch {
      throw ProtocolError(error)
    }
    self.executor = JournalExecutor(label: "agent-state")
    let records = journal.records
    self.pen = PenMachine(
      host: host,
      replaying: records.compactMap { if case .pen(let record) = $0 { record } else { nil } })
    self.lease = LeaseMachine(
      replaying: records.compactMap { if case .lease(let record) = $0 { record } else { nil } })
    self.hold = HoldMachine(
      replaying: records.compactMap { if case .hold(let record) = $0 { record } else { nil } })
    self.soak = SoakMachine(
      replaying: records.compactMap { if case .soak(let record) = $0 { record } else { nil } })
    for case .soakOrdered(let order) in records { self.soakOrder = order }
    var byProject: [String: [WorkersJournalRecord]] = [:]
    for case .workers(let project, let record) in records { byProject[project, default: []].append(record) }
    self.workers = byProject.mapValues { WorkersMachine(replaying: $0) }
    self.values = RestorableValues(replaying: records)
    for record in records { kept.apply(record) }
    self.clock = LeaseTimer(seconds: leaseSeconds)
    for case .restartTimer in lease.recover() { clock.restart() }
  }

  /// What happened in the agent's previous life that is not finished: the cut's records.
  nonisolated var cutRecords: [CutJournalRecord] {
    journal.records.compactMap { if case .cut(let record) = $0 { record } else { nil } }
  }

  /// The stand-ins by the journal of the agent's previous life.
  nonisolated var standInRecords: [StandInRecord] {
    Array(RestorableValues(replaying: journal.records).standIns.values)
  }

  /// Lets the pen's machine decide.
  /// - Returns: what to do now that the decision is durable.
  func handle(_ event: PenEvent) throws(ProtocolError) -> [PenEffect] {
    var machine = pen
    let decision = machine.handle(event)
    let records = decision.records.map(AgentRecord.pen)
    try append(records)
    for record in records { values.apply(record) }
    pen = machine
    return decision.effects
  }

  /// Lets the pen's machine decide about an event that depends on the highest epoch granted: both in one turn, so that no
  /// newer grant falls between (found by the model: `FAULT_PROMOTE_STALE_EPOCH`).
  func handle(underGrant event: @Sendable (Grant?) -> PenEvent) throws(ProtocolError) -> [PenEffect] {
    try handle(event(lease.granted))
  }

  /// Lets the lease's machine decide about a request, with the pen's record of the same turn: inside a cut nothing is
  /// granted (`FAULT_GRANT_IN_CUT`).
  func consider(_ request: LeaseRequest) throws(ProtocolError) -> [LeaseEffect] {
    // A lease that has run out is over before somebody else asks for it.
    try expireIfDue()
    return try handle(.requested(request, clock: clock.reading, pen: pen.pen))
  }

  /// Whether this host's Redis holds the pen, bindingly: a yes has durably barred every cut of that epoch or lower.
  func answer(to epoch: Epoch) throws(ProtocolError) -> PenAnswer {
    for case .answerHolder(let answer) in try handle(.holderAsked(epoch)) { return answer }
    throw ProtocolError(.internalError, "asking for the pen had no answer")
  }

  /// Lets the lease's machine decide.
  func handle(_ event: LeaseEvent) throws(ProtocolError) -> [LeaseEffect] {
    var machine = lease
    let decision = machine.handle(event)
    try append(decision.records.map(AgentRecord.lease))
    lease = machine
    for effect in decision.effects {
      switch effect {
      case .restartTimer: clock.restart()
      case .stopTimer: clock.stop()
      case .beginDeadManPlan(let grant): lapsed.append(grant)
      case .answer, .answerRenewal: break
      }
    }
    return decision.effects
  }

  /// Lets the hold's machine decide.
  func handle(_ event: HoldEvent) throws(ProtocolError) -> [HoldEffect] {
    var machine = hold
    let decision = machine.handle(event)
    try append(decision.records.map(AgentRecord.hold))
    hold = machine
    return decision.effects
  }

  /// Opens a window to watch in, with what is watched in it: both in one append.
  /// - Returns: the window as it is on record; of the same run asked again, the one that began first.
  func begin(_ order: BeginSoak, under grant: Grant, at now: UInt64) throws(ProtocolError) -> SoakWindow {
    var machine = soak
    let decision = machine.handle(
      .ordered(
        SoakWindow(
          grant: grant, part: order.part, from: now, until: now + UInt64(order.seconds), thresholds: order.thresholds)))
    if !decision.records.isEmpty {
      try append([.soakOrdered(order)] + decision.records.map(AgentRecord.soak))
      soak = machine
      soakOrder = order
    }
    guard let window = soak.watch?.window, window.grant == grant else {
      throw ProtocolError(
        .epochStale, "a newer run than \(grant) watches here", next: "look at `coordinator status`")
    }
    return window
  }

  /// Lets the soak's machine decide.
  func handle(_ event: SoakEvent) throws(ProtocolError) -> [SoakEffect] {
    var machine = soak
    let decision = machine.handle(event)
    try append(decision.records.map(AgentRecord.soak))
    soak = machine
    return decision.effects
  }

  /// Looks whether the window is still the right one.
  func lookAtSoak(at now: UInt64) throws(ProtocolError) -> [SoakEffect] {
    // Most of the time none is open.
    guard let watch = soak.watch, watch.end == nil else { return [] }
    try expireIfDue()
    return try handle(.looked(SoakLook(at: now, pen: pen.pen, lease: lease.live?.grant.epoch)))
  }

  /// What a look at the hold sees in the agent's own memory.
  func look(isChanged: Bool, now: HoldMoment) throws(ProtocolError) -> HoldLook {
    let running = workers.values.allSatisfy { machine in
      switch machine.state {
      case .idle, .staged, .started: true
      case .draining, .drained, .promised, .asking, .supplying, .starting: false
      }
    }
    return HoldLook(
      leaseLive: try isLeaseLive(), pen: pen.pen, workersRun: running, isChanged: isChanged, now: now)
  }

  /// Lets a project's machine decide.
  func handle(_ event: WorkersEvent, project: String) throws(ProtocolError) -> [WorkersEffect] {
    var machine = workers[project] ?? WorkersMachine(replaying: [])
    let decision = machine.handle(event)
    if case .violation(let reason) = decision.disregarded {
      throw ProtocolError(.precondition, "the workers of \(project) cannot do this now: \(reason)")
    }
    try append(decision.records.map { AgentRecord.workers(project: project, $0) })
    workers[project] = machine
    return decision.effects
  }

  /// The state of a project's workers in its run; `nil` before the first.
  func workersState(of project: String) -> WorkersState? { workers[project]?.state }

  /// The lease under which a project's run was given; `nil` before the first.
  func grant(of project: String) -> Grant? { workers[project]?.run?.grant }

  /// Notes what a cut was ordered to do, for its recovery; only while this host's Redis holds the pen. A copy of an order
  /// that was carried out before the agent's restart must not run again (found by the simulation: it would put Docker's
  /// restart policy back on a Redis that no longer serves).
  func orderCut(_ order: PerformCut) throws(ProtocolError) {
    guard case .hold = pen.pen else {
      throw ProtocolError(
        .refused, "the pen's record here is \(pen.pen.map(\.description) ?? "none"); a cut needs HOLD",
        next: "look at `coordinator status`: the pen may have moved already")
    }
    try remember(.cutOrdered(order))
  }

  /// Whether the live lease is that of a project's own run.
  func isLeaseLive(for project: String) throws(ProtocolError) -> Bool {
    try expireIfDue()
    guard let run = workers[project]?.run?.grant.run else { return false }
    return lease.live?.grant.run == run
  }

  /// Makes records of the critical section durable.
  func append(_ records: [CutJournalRecord]) throws(ProtocolError) { try append(records.map(AgentRecord.cut)) }

  /// Makes a value durable that a run must put back, or that it has.
  func remember(_ record: AgentRecord) throws(ProtocolError) {
    try append([record])
    values.apply(record)
  }

  /// What is to be put back.
  var restorable: RestorableValues { values }

  /// Whether an order of this run and epoch may be obeyed now (S5).
  func verdict(on grant: Grant) throws(ProtocolError) -> OrderVerdict {
    try expireIfDue()
    return lease.verdict(on: grant)
  }

  /// Whether the lease is live now.
  func isLeaseLive() throws(ProtocolError) -> Bool {
    try expireIfDue()
    return lease.live != nil
  }

  /// Leases that have lapsed since this was last asked: their runs go on without a coordinator.
  func takeLapsed() throws(ProtocolError) -> [Grant] {
    try expireIfDue()
    defer { lapsed = [] }
    return lapsed
  }

  /// Projects whose workers a run has touched.
  var projects: [String] { workers.keys.sorted() }

  /// The cut that an earlier life of this agent left unfinished; `nil` when there is none.
  func unfinishedCut() -> (machine: CutMachine, order: PerformCut)? {
    guard let pen = pen.pen, let order = values.cutOrder,
      let machine = CutMachine(replaying: cutRecords, pen: pen)
    else { return nil }
    return (machine, order)
  }

  /// What only the clock knows of the live lease.
  var leaseClock: LeaseClock { clock.reading }

  /// Pen and lease as the status shows them.
  func facts(cutInProgress: Bool) throws(ProtocolError) -> PenFacts {
    try expireIfDue()
    let live = lease.live
    return PenFacts(
      pen: pen.pen, receiver: pen.receiver, cutInProgress: cutInProgress, leaseRun: live?.grant.run,
      leaseEpoch: lease.granted?.epoch, leaseHolder: live?.holder,
      leaseRemainingSeconds: live == nil ? nil : Int(clock.reading.remainingSeconds),
      leaseHeldSeconds: live == nil ? nil : Int(clock.reading.heldSeconds), lastRun: lease.granted?.run,
      retired: values.retired.values.max { $0.run.rawValue < $1.run.rawValue })
  }

  /// Keeps lines of the run's journal for whoever goes on with it.
  /// - Returns: how many lines of this leader are durable here.
  func keep(_ entries: [RunEntry], from: Int, grant: Grant) throws(ProtocolError) -> Int {
    // A leader whose lease has lapsed may still say how its run ended; a superseded one may not.
    guard lease.granted == grant else {
      let highest = lease.granted.map { "\($0)" } ?? "none"
      throw ProtocolError(
        .epochStale, "the highest lease here is \(highest), not \(grant)", next: "look at `coordinator status`")
    }
    if let record = try kept.record(entries, from: from, grant: grant) {
      try append([record])
      kept.apply(record)
    }
    return kept.count(of: grant)
  }

  /// What is kept of the newest run.
  var runCopy: RunCopy? { kept.copy }

  /// Keeps an operator's wish for the coordinator that leads the run.
  func wish(_ wish: RunWish, of run: RunID, holder: String) throws(ProtocolError) {
    try expireIfDue()
    guard let live = lease.live, live.grant.run == run else {
      throw ProtocolError(
        .precondition, "no coordinator leads run \(run) now", next: "coordinator resume, or coordinator abort")
    }
    guard kept.wishes(of: live.grant)[wish] == nil else { return }
    let record = AgentRecord.runWished(live.grant, wish, holder: holder)
    try append([record])
    kept.apply(record)
  }

  /// What operators want of the run under this lease.
  func wishes(of grant: Grant) -> [RunWish: String] { kept.wishes(of: grant) }

  /// A lease that was not renewed in time is over, whoever asks first.
  private func expireIfDue() throws(ProtocolError) {
    guard let live = lease.live, clock.isDue else { return }
    _ = try handle(.expired(live.grant))
  }

  private func append(_ records: [AgentRecord]) throws(ProtocolError) {
    do {
      try journal.append(records)
    } catch {
      throw ProtocolError(error)
    }
  }
}

extension ProtocolError {
  /// A failure of the journal, as it crosses the wire.
  init(_ error: JournalError) {
    self.init(.storage, error.message, next: error.remedy, cause: error.cause)
  }
}
