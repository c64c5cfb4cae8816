import Cutover

/// Two agents beside two Redis, a network that loses, repeats and reorders, and crashes anywhere: the real machines
/// under a seeded scheduler. Small on purpose; the simulator of the whole run is a program of its own.
struct PairWorld {
  /// A message between the agents. Once sent it may arrive at any time, any number of times.
  enum Message: Hashable {
    case arm(Attempt, ReceiverExpectation)
    case promote(PromoteOrder)
    case bar(Attempt)
    case armAnswer(ArmAnswer)
    case promoteAnswer(PromoteAnswer)
    case barAnswer(BarAnswer)
  }

  struct Redis {
    var identity: RedisIdentity
    var writable: Bool
    var offset: UInt64 = 0
  }

  var random: SplitMix
  var source = Redis(identity: Samples.sourceIdentity, writable: true)
  var target = Redis(identity: Samples.targetIdentity, writable: false)
  var sourceGrant: Grant
  var targetGrant: Grant
  var sourcePen: PenMachine
  var targetPen: PenMachine
  var cut: CutMachine?
  var sourceJournal: [PenJournalRecord] = [.learned(.hold(0))]
  var targetJournal: [PenJournalRecord] = [.learned(.not)]
  var cutJournal: [CutJournalRecord] = []
  var effects: [CutEffect] = []
  var messages: [Message] = []
  /// Everything that was ever sent, for repetitions.
  var sent: [Message] = []
  var paused = false
  /// The highest epoch that a claim or an abort's answer has barred.
  var claimed: Epoch = 0
  /// What broke, in words.
  var violations: [String] = []
  var restarts = 0

  init(seed: UInt64) {
    random = SplitMix(state: seed)
    sourceGrant = Samples.grant
    targetGrant = Samples.grant
    sourcePen = PenMachine(host: Samples.source, replaying: sourceJournal)
    targetPen = PenMachine(host: Samples.target, replaying: targetJournal)
  }

  var attempt: Attempt { Attempt(run: sourceGrant.run, epoch: sourceGrant.epoch, number: 1) }

  mutating func beginCut() {
    guard cut == nil || cut?.result != nil, sourcePen.pen == .hold(0) else { return }
    let expected = ReceiverExpectation(identity: target.identity, replicationID: Samples.history)
    let plan = CutPlan(
      attempt: attempt, holder: Samples.source, receiver: Samples.target, holderIdentity: source.identity,
      expected: expected)
    cut = CutMachine(plan: plan)
    tell(.begin)
  }

  /// One event to the cut: records are durable, then the effects wait for the shell. A crash may come before either.
  mutating func tell(_ event: CutEvent) {
    guard let decision = cut?.handle(event) else { return }
    guard !crashes() else { return restartSource() }
    cutJournal += decision.records
    guard !crashes() else { return restartSource() }
    effects += decision.effects
  }

  mutating func crashes() -> Bool {
    guard restarts > 0, random.chance(12) else { return false }
    restarts -= 1
    return true
  }

  mutating func restartSource() {
    effects = []
    sourcePen = PenMachine(host: Samples.source, replaying: sourceJournal)
    if case .hold = sourcePen.pen { source.writable = true }
    guard let pen = sourcePen.pen else { return }
    cut = CutMachine(replaying: cutJournal, pen: pen)
    tell(.begin)
  }

  mutating func restartTarget() {
    targetPen = PenMachine(host: Samples.target, replaying: targetJournal)
    if case .hold = targetPen.pen { promoteTarget() }
  }

  mutating func send(_ message: Message) {
    messages.append(message)
    if !sent.contains(message) { sent.append(message) }
  }

  mutating func promoteTarget() {
    if !target.writable && target.offset != source.offset {
      violations.append("S3: promoted at \(target.offset), acknowledged up to \(source.offset)")
    }
    target.writable = true
  }

  mutating func check() {
    if source.writable && target.writable { violations.append("S1: both accept writes") }
    if case .hold(let epoch) = targetPen.pen, epoch <= claimed {
      violations.append("S2: promoted in epoch \(epoch), claimed through \(claimed)")
    }
  }
}
