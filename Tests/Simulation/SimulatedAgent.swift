import Cutover

/// An agent: the real machines, a journal, and the tasks that follow from their decisions, each a step of the schedule.
/// Wired as `Sources/Agent` wires them, and where the product has no shell yet, as the machines' own comments say.
final class SimulatedAgent {
  let index: Int
  let host: HostID
  var isUp = true
  /// Durable.
  var journal: AgentJournal
  /// Everything below is lost in a crash.
  var pen: PenMachine
  var lease: LeaseMachine
  var workers = WorkersMachine()
  var cut: CutMachine?
  var tasks: [AgentTask] = []
  var calls: [Int: AgentCall] = [:]
  /// Orders of the workers that wait for the machine's answer.
  var orders: [(envelope: Envelope, expected: WorkersAnswer)] = []
  var ballots: [(Envelope, Request, Evidence)] = []
  var cutCaller: Envelope?
  var heard: Set<Int> = []
  private var lanes = 10

  init(index: Int, host: HostID, record: PenRecord) {
    self.index = index
    self.host = host
    journal = AgentJournal(record: record)
    pen = PenMachine(host: host, replaying: journal.pen)
    lease = LeaseMachine(replaying: journal.lease)
  }

  func newLane() -> Int {
    lanes += 1
    return lanes
  }

  /// The process dies: what is not in the journal is gone.
  func die() {
    isUp = false
    tasks = []
    calls = [:]
    orders = []
    ballots = []
    cutCaller = nil
    cut = nil
    heard = []
  }

  /// The process starts: machines from the journal, then what each of them says must be done after a restart.
  func start(_ world: World) {
    isUp = true
    pen = PenMachine(host: host, replaying: journal.pen)
    lease = LeaseMachine(replaying: journal.lease)
    workers = WorkersMachine(replaying: journal.workers)
    let lane = newLane()
    for effect in pen.recover() { tasks.append(AgentTask(lane: lane, work: .pen(effect, asker: nil))) }
    // Live for the workers means: it is their own run's.
    let isTheirs = lease.live.map { $0.grant.run == workers.run?.grant.run } ?? false
    tell(.restarted(leaseLive: isTheirs), world)
    if isUp { recoverCut(world) }
  }

  /// The cut that a crash left unfinished, whatever the pen record says.
  private func recoverCut(_ world: World) {
    guard cut == nil, let record = pen.pen, let machine = CutMachine(replaying: journal.cut, pen: record) else {
      return
    }
    cut = machine
    tell(.begin, world)
  }

  /// Makes records durable. A crash comes before, after, or in the middle.
  func append(_ records: [AgentRecord], _ world: World) -> Bool {
    guard !records.isEmpty else { return true }
    guard world.strikes() else {
      for record in records { journal.append(record) }
      return true
    }
    for record in records.prefix(world.random.below(records.count + 1)) { journal.append(record) }
    world.note("\(host) dies in an append")
    die()
    return false
  }

  func tell(_ event: PenEvent, asker: Envelope?, _ world: World) {
    world.coverage.meet(pen, event)
    let decision = pen.handle(event)
    world.judge(decision.disregarded, of: event)
    guard append(decision.records.map(AgentRecord.pen), world) else { return }
    let lane = newLane()
    for effect in decision.effects { tasks.append(AgentTask(lane: lane, work: .pen(effect, asker: asker))) }
  }

  /// The cut's own pen events are answered in the same turn.
  func tellPenFromCut(_ event: PenEvent, _ world: World) -> CutEvent? {
    world.coverage.meet(pen, event)
    let decision = pen.handle(event)
    world.judge(decision.disregarded, of: event)
    guard append(decision.records.map(AgentRecord.pen), world) else { return nil }
    for effect in decision.effects {
      switch effect {
      case .answerCut(let answer): return .cutAnswered(answer)
      case .penReturned: return .penReturned
      case .penYielded: return .penYielded
      case .answerHolder, .answerAbort, .abortCut, .answerArm, .answerBar, .answerPromote, .clearRestartPolicy,
        .promoteRedis, .verifyHolder, .recoverCut, .keepFenced:
        break
      }
    }
    return nil
  }

  func tell(_ event: CutEvent, _ world: World) {
    guard var machine = cut else { return }
    world.coverage.meet(machine, event)
    let decision = machine.handle(event)
    cut = machine
    world.judge(decision.disregarded, of: event)
    guard append(decision.records.map(AgentRecord.cut), world) else { return }
    for effect in decision.effects { tasks.append(AgentTask(lane: 0, work: .cut(effect))) }
  }

  func tell(_ event: LeaseEvent, _ world: World) {
    world.coverage.meet(lease, event)
    let decision = lease.handle(event)
    world.judge(decision.disregarded, of: event)
    guard append(decision.records.map(AgentRecord.lease), world) else { return }
    let lane = newLane()
    for effect in decision.effects { tasks.append(AgentTask(lane: lane, work: .lease(effect))) }
  }

  func tell(_ event: WorkersEvent, _ world: World) {
    world.coverage.meet(workers, event)
    let decision = workers.handle(event)
    world.judge(decision.disregarded, of: event)
    guard append(decision.records.map(AgentRecord.workers), world) else { return }
    for effect in decision.effects { tasks.append(AgentTask(lane: 1, work: .workers(effect))) }
  }

  /// Performs one task: the first of a lane that the schedule picks.
  func performTask(_ world: World) {
    let lane = tasks[world.random.below(tasks.count)].lane
    guard let place = tasks.firstIndex(where: { $0.lane == lane }) else { return }
    let task = tasks.remove(at: place)
    switch task.work {
    case .pen(let effect, let asker): perform(effect, asker: asker, world)
    case .lease(let effect): perform(effect, world)
    case .workers(let effect): perform(effect, world)
    case .cut(let effect): perform(effect, world)
    case .request(let envelope, let request, let tries): serve(request, envelope, tries: tries, world)
    }
  }

  func answer(_ envelope: Envelope?, _ reply: Reply, _ world: World) {
    guard let envelope else { return }
    world.send(Envelope(call: envelope.call, from: .agent(index), to: envelope.from, body: .reply(reply)))
  }

  func call(_ target: Int, _ request: Request, _ purpose: AgentCall.Purpose, _ world: World) {
    let number = world.fresh()
    calls[number] = AgentCall(purpose: purpose, born: world.steps)
    world.send(Envelope(call: number, from: .agent(index), to: .agent(target), body: .request(request)))
  }
}
