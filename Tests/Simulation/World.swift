import Cutover

/// A fleet under one seed: agents, coordinators, a pair of Redis, workers, and the network between them. One call of
/// `step` is one thing that happens; the seed decides which.
final class World {
  static let trouble = Finding(observed: "trouble", required: "none")
  /// Steps without faults within which the fleet must have come to rest.
  static let patience = 12_000

  var random: RandomSource
  let coverage: Coverage
  let isTraced: Bool
  var agents: [SimulatedAgent] = []
  var coordinators: [SimulatedCoordinator] = []
  var redis: [SimulatedRedis] = []
  /// By host; nil where a host has none.
  var workers: [SimulatedWorkers?] = []
  var messages: [Envelope] = []
  /// Who asked, for answers that wait in a lease's machine.
  var askers: [Int: Party] = [:]
  var blocked: Set<[Int]> = []
  /// Every write that a client or worker was told is done.
  var acknowledged = 0
  /// How many of them the old side had after the last step: it never has fewer (S6).
  var oldWrites = 0
  var violations: [String] = []
  var steps = 0
  var faultsLeft: Int
  /// A fault comes once in so many chances.
  private let rate: Int
  /// Faults wait until the workers are being stopped, or until the cut.
  private let focus: Int
  var runsLeft: Int
  var runs = 0
  var isSettling = false
  private var counter = 0

  init(seed: UInt64, coverage: Coverage, isTraced: Bool = false) {
    random = RandomSource(seed: seed)
    self.coverage = coverage
    self.isTraced = isTraced
    faultsLeft = [0, 3, 6, 12, 30][random.below(5)]
    rate = [6, 12, 25, 60, 150][random.below(5)]
    focus = random.below(3)
    runsLeft = 1 + random.below(4)
    let workerHosts = [[0], [0, 2], [2], [0, 2, 3], [1, 2]][random.below(5)]
    for index in 0..<4 where index < 2 || workerHosts.contains(index) {
      let host = HostID(rawValue: ["old", "new", "third", "fourth"][index])
      agents.append(SimulatedAgent(index: index, host: host, record: index == 0 ? .hold(0) : .not))
      workers.append(workerHosts.contains(index) ? SimulatedWorkers(redis: 0, supplied: 0) : nil)
    }
    redis = [
      SimulatedRedis(role: .master, hasConfigurationFile: false, fresh: fresh()),
      SimulatedRedis(role: .replica(of: nil), hasConfigurationFile: true, fresh: fresh()),
    ]
    for _ in 0..<4 { write(to: 0, isDone: false) }
  }

  func fresh() -> Int {
    counter += 1
    return counter
  }

  func number(of host: HostID) -> Int? { agents.firstIndex { $0.host == host } }

  func asker(of call: Int) -> Party? { askers[call] }

  func note(_ text: @autoclosure () -> String) {
    if isTraced { print("\(steps): \(text())") }
  }

  func violate(_ text: String) {
    note("VIOLATION \(text)")
    violations.append("step \(steps): \(text)")
  }

  /// A machine that calls its own shell or a peer a liar has found a bug, here.
  func judge(_ disregard: Disregard?, of event: @autoclosure () -> Any) {
    guard case .violation(let text) = disregard else { return }
    note("disregarded as a violation: \(text), of \(event())")
    coverage.complaints[text.filter { !$0.isNumber }, default: 0] += 1
  }

  /// Whether a process dies in this append, or a message is lost or repeated here: one fault fewer is left.
  func strikes() -> Bool {
    guard faultsLeft > 0, isInFocus, random.chance(rate) else { return false }
    faultsLeft -= 1
    return true
  }

  private var isInFocus: Bool {
    switch focus {
    case 0: true
    case 1: workers.contains { $0.map { !$0.isRunning || !$0.restartsByItself } ?? false }
    default: agents.contains { $0.cut != nil } || agents[0].journal.isInsideCut || agents[1].journal.isInsideCut
    }
  }

  /// The whole life of the fleet under this seed.
  func live() {
    while steps < 6_000, violations.isEmpty {
      step()
      if runsLeft == 0, !coordinators.contains(where: \.isActive) { break }
    }
    settle()
  }

  func step() {
    steps += 1
    switch random.below(100) {
    case 0..<38: if !deliver() { performTask() }
    case 38..<76: if !performTask() { _ = deliver() }
    case 76..<84: replicate()
    case 84..<89: work()
    case 89..<96: tick()
    default: operate()
    }
    if strikes() { fault() }
    check()
  }

  func send(_ envelope: Envelope) {
    if case .request(.lease) = envelope.body { askers[envelope.call] = envelope.from }
    messages.append(envelope)
  }

  @discardableResult
  private func performTask() -> Bool {
    let count = agents.count + coordinators.count
    let first = random.below(count)
    for place in 0..<count {
      let index = (first + place) % count
      if index < agents.count {
        guard agents[index].isUp, !agents[index].tasks.isEmpty else { continue }
        agents[index].performTask(self)
        return true
      }
      let coordinator = coordinators[index - agents.count]
      guard coordinator.isUp, !coordinator.tasks.isEmpty else { continue }
      coordinator.performTask(self)
      return true
    }
    return false
  }
}
