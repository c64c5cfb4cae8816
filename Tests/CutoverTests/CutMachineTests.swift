import Cutover
import Testing

@Suite("The cut")
struct CutMachineTests {
  /// The events of a cut where nothing goes wrong, each the answer to one effect.
  static let happy: [CutEvent] = [
    .begin, .restartPolicyRead(isNo: true), .armAnswered(.armed(Samples.attempt)),
    .cutAnswered(.entered(Samples.attempt)), .receiverPinged, .paused(Samples.position),
    .receiverReached(Samples.position), .fenced(Samples.holder()), .compared(Samples.receiver()),
    .promoteAnswered(.promoted(Samples.attempt)), .penYielded, .clientsReleased, .following,
  ]

  /// A cut that has heard the first `count` of those.
  static func machine(after count: Int) -> CutMachine {
    var machine = CutMachine(plan: Samples.plan)
    for event in happy.prefix(count) { _ = machine.handle(event) }
    return machine
  }

  @Test("moves the pen in the order that loses nothing: fence, equality after it, promote, NOT, release, follow")
  func order() {
    var machine = CutMachine(plan: Samples.plan)
    let effects = Self.happy.flatMap { machine.handle($0).effects }
    let details = CutDetails(position: Samples.position, depths: Samples.depths, warnings: [])
    #expect(
      effects == [
        .clearRestartPolicy,
        .armReceiver(Samples.attempt, Samples.expectation),
        .enterCut(Samples.attempt),
        .pingReceiver,
        .pauseAndRead,
        .awaitReceiver(Samples.position),
        .fenceAndProve,
        .compare(Samples.position),
        .promoteReceiver(Samples.order),
        .yieldPen(Samples.attempt),
        .releaseClients,
        .follow,
        .finish(.passed(details)),
      ])
    #expect(machine.result == .passed(details))
  }

  @Test("journals its plan before it changes anything")
  func journalFirst() {
    var machine = CutMachine(plan: Samples.plan)
    #expect(machine.handle(.begin).records == [.began(Samples.plan)])
  }

  /// A step that fails, how many events the cut had heard by then, and what the undo must be.
  struct FailingStep: Sendable {
    let heard: Int
    let failing: CutEffect
    let undo: [CutEffect]

    static let bookkeeping: [CutEffect] = [.restoreRestartPolicy, .barReceiver(Samples.attempt)]
    static let pen: [CutEffect] = [.returnPen(Samples.attempt)] + bookkeeping
    static let record: [CutEffect] = [Samples.unfence] + pen
    static let fence: [CutEffect] = [Samples.unfence, .unpauseClients] + pen

    static let all: [FailingStep] = [
      FailingStep(heard: 1, failing: .clearRestartPolicy, undo: [.restoreRestartPolicy]),
      FailingStep(heard: 2, failing: .armReceiver(Samples.attempt, Samples.expectation), undo: bookkeeping),
      FailingStep(heard: 3, failing: .enterCut(Samples.attempt), undo: record),
      FailingStep(heard: 4, failing: .pingReceiver, undo: record),
      FailingStep(heard: 5, failing: .pauseAndRead, undo: fence),
      FailingStep(heard: 6, failing: .awaitReceiver(Samples.position), undo: fence),
      FailingStep(heard: 7, failing: .fenceAndProve, undo: fence),
      FailingStep(heard: 8, failing: .compare(Samples.position), undo: fence),
    ]
  }

  @Test("undoes exactly what may have been done, when a step before the promote fails", arguments: FailingStep.all)
  func undoOfEachStep(step: FailingStep) {
    var machine = Self.machine(after: step.heard)
    var effects = machine.handle(.failed(step.failing, Samples.trouble)).effects
    effects += Self.undo(&machine)
    #expect(effects == step.undo + [.finish(.undone(Samples.trouble, warnings: []))])
  }

  /// Answers undo effects until the cut has ended; returns the effects.
  static func undo(_ machine: inout CutMachine) -> [CutEffect] {
    var effects: [CutEffect] = []
    while case .undoing(let undo) = machine.state, let step = undo.remaining.first {
      switch step {
      case .unfence: effects += machine.handle(.unfenced).effects
      case .unpauseClients: effects += machine.handle(.clientsReleased).effects
      case .returnPen: effects += machine.handle(.penReturned).effects
      case .restoreRestartPolicy: effects += machine.handle(.restartPolicyRestored).effects
      case .barReceiver: effects += machine.handle(.barAnswered(.barred(Samples.attempt))).effects
      default:
        Issue.record("no undo step: \(step)")
        return effects
      }
    }
    return effects
  }

  @Test("the budget spent before the promote undoes the cut")
  func budgetBeforePromote() {
    var machine = Self.machine(after: 8)
    #expect(machine.handle(.budgetExceeded).effects == [Samples.unfence])
    #expect(Self.undo(&machine).last?.isUndone == true)
  }

  @Test("the budget spent after the promote decides nothing")
  func budgetAfterPromote() {
    var machine = Self.machine(after: 9)
    #expect(machine.handle(.budgetExceeded) == .disregard(.stale))
    #expect(machine.effects(of: .promoteAnswered(.promoted(Samples.attempt))) == [.yieldPen(Samples.attempt)])
  }

  @Test("a fence in flight is awaited before it is undone: it could land after the un-fence")
  func interruptionWaitsForTheFence() {
    var machine = Self.machine(after: 7)
    #expect(machine.handle(.budgetExceeded).effects.isEmpty)
    #expect(machine.effects(of: .fenced(Samples.holder())) == [Samples.unfence])
  }

  @Test("trap 1: a promote without an answer is barred, never simply undone")
  func unansweredPromoteIsBarred() {
    var machine = Self.machine(after: 9)
    #expect(machine.effects(of: .promoteUnanswered(Samples.trouble)) == [.barReceiver(Samples.attempt)])
    #expect(machine.effects(of: .barAnswered(.barred(Samples.attempt))) == [Samples.unfence])
    #expect(Self.undo(&machine).last == .finish(.undone(Samples.trouble, warnings: [])))
  }

  @Test("trap 1: a refused promote is barred too: another copy may still be on its way")
  func refusedPromoteIsBarred() {
    var machine = Self.machine(after: 9)
    #expect(
      machine.effects(of: .promoteAnswered(.refused(Samples.trouble))) == [.barReceiver(Samples.attempt)])
  }

  @Test("a bar that finds PROMOTED goes on")
  func barFindsPromoted() {
    var machine = Self.machine(after: 9)
    machine.effects(of: .promoteUnanswered(Samples.trouble))
    #expect(
      machine.effects(of: .barAnswered(.promoted(Samples.attempt))) == [.yieldPen(Samples.attempt)])
  }

  @Test("trap 19: an unreachable receiver leaves the holder fenced, says whom to reach, and keeps asking")
  func unreachableReceiver() {
    var machine = Self.machine(after: 9)
    machine.effects(of: .promoteUnanswered(Samples.trouble))
    for _ in 1...3 {
      #expect(
        machine.effects(of: .receiverUnreachable(Samples.trouble)) == [
          .reportUndetermined(mustReach: Samples.target, Samples.trouble), .barReceiver(Samples.attempt),
        ])
    }
    #expect(machine.result == nil)
    #expect(machine.handle(.budgetExceeded) == .disregard(.stale))
    #expect(machine.handle(.abortRequested) == .disregard(.stale))
  }

  @Test("trap 13: a receiver without its journal can neither bar nor deny")
  func receiverWithoutJournal() {
    var machine = Self.machine(after: 9)
    machine.effects(of: .promoteUnanswered(Samples.trouble))
    let effects = machine.effects(of: .barAnswered(.needsLearning))
    #expect(effects.last == .barReceiver(Samples.attempt))
    #expect(machine.result == nil)
  }

  @Test("an answer about another attempt decides nothing")
  func answerOfAnotherAttempt() {
    var machine = Self.machine(after: 9)
    machine.effects(of: .promoteUnanswered(Samples.trouble))
    let other = Samples.attempt(epoch: 7)
    #expect(machine.handle(.barAnswered(.barred(other))) == .disregard(.stale))
    #expect(machine.handle(.barAnswered(.promoted(other))) == .disregard(.stale))
  }

  @Test("trap 20: a holder that was declared lost meanwhile yields to the higher pen epoch")
  func holderDeclaredLost() {
    var machine = Self.machine(after: 9)
    machine.effects(of: .promoteUnanswered(Samples.trouble))
    #expect(machine.effects(of: .barAnswered(.holds(2))) == [.yieldPen(Samples.attempt)])
  }

  /// What the receiver reads after the fence, and the words for what is wrong with it.
  static let inequalities: [(reading: ReceiverReading, observed: String)] = [
    (Samples.receiver(role: .master), "vps: role master"),
    (Samples.receiver(identity: Samples.sourceIdentity), "vps: run_id aaaaaaaa"),
    (Samples.receiver(linkUp: false), "vps: master_link_status:down"),
    (Samples.receiver(replicaReadOnly: false), "vps: replica-read-only no"),
    (
      Samples.receiver(position: ReplicationPosition(replicationID: Samples.history, offset: 999)),
      "vps at cccccccc:999"
    ),
    (Samples.receiver(appendOnly: Samples.appendOnly(\.enabled, false)), "vps: aof_enabled:0"),
    (Samples.receiver(appendOnly: Samples.appendOnly(\.rewriteInProgress, true)), "vps: aof_rewrite_in_progress:1"),
    (Samples.receiver(appendOnly: Samples.appendOnly(\.rewriteScheduled, true)), "vps: aof_rewrite_scheduled:1"),
    (Samples.receiver(appendOnly: Samples.appendOnly(\.lastRewriteOK, false)), "vps: aof_last_bgrewrite_status:err"),
    (Samples.receiver(appendOnly: Samples.appendOnly(\.lastWriteOK, false)), "vps: aof_last_write_status:err"),
    (Samples.receiver(depths: []), "different counts of bull:scheduled"),
  ]

  @Test("each inequality after the fence undoes the cut", arguments: inequalities)
  func inequality(reading: ReceiverReading, observed: String) {
    var machine = Self.machine(after: 8)
    #expect(machine.effects(of: .compared(reading)) == [Samples.unfence])
    guard case .undoing(let undo) = machine.state else {
      Issue.record("not undoing")
      return
    }
    #expect(undo.reason.observed == observed)
  }

  @Test("trap 6: a write that the fenced side accepts undoes the cut")
  func voidFence() {
    var machine = Self.machine(after: 7)
    #expect(machine.effects(of: .fenced(Samples.holder(refusedWrite: false))) == [Samples.unfence])
  }

  @Test("trap 3: a holder restarted since the vote undoes the cut")
  func restartedHolder() {
    var machine = Self.machine(after: 7)
    #expect(machine.effects(of: .fenced(Samples.holder(identity: Samples.targetIdentity))) == [Samples.unfence])
  }

  @Test("trap 9: no cut while Docker would start the old Redis again by itself")
  func restartPolicyKept() {
    var machine = Self.machine(after: 1)
    #expect(machine.effects(of: .restartPolicyRead(isNo: false)) == [.restoreRestartPolicy])
  }

  @Test("trap 8: an abort inside the cut undoes it before the promote, and is too late after it")
  func abort() {
    var early = Self.machine(after: 6)
    #expect(early.effects(of: .abortRequested) == [Samples.unfence])
    var late = Self.machine(after: 9)
    #expect(late.handle(.abortRequested) == .disregard(.stale))
  }

  @Test("a refused CUT record leaves nothing to give back but the policy and the arming")
  func refusedCut() {
    var machine = Self.machine(after: 3)
    #expect(machine.effects(of: .cutAnswered(.refused(Samples.trouble))) == [.restoreRestartPolicy])
  }

  @Test("what cannot be undone yet is tried until it works")
  func undoIsRetried() {
    var machine = Self.machine(after: 8)
    machine.effects(of: .compared(Samples.receiver(linkUp: false)))
    #expect(
      machine.effects(of: .failed(Samples.unfence, Samples.trouble)) == [
        .reportBlocked(Samples.trouble), Samples.unfence,
      ])
    #expect(machine.effects(of: .unfenced) == [.unpauseClients])
  }

  /// What an undo does about a holder's Redis that is not the one that was fenced; no policy is put back.
  static let left: [CutEffect] = [.returnPen(Samples.attempt), .barReceiver(Samples.attempt)]

  @Test("trap 5: a holder restarted inside the cut is left to the checks of a restart, and the pen returns")
  func restartedInsideTheCut() {
    var machine = Self.machine(after: 8)
    #expect(machine.effects(of: .failed(.compare(Samples.position), Samples.trouble)) == [Samples.unfence])
    let decision = machine.handle(.holderChanged(Samples.targetIdentity))
    #expect(decision.effects == [.returnPen(Samples.attempt)])
    guard case .holderLeft(Samples.attempt, let finding) = decision.records.first else {
      Issue.record("what is left is not on record before the pen returns")
      return
    }
    #expect(
      finding.description == "observed the Redis of vps-01 was restarted inside the cut: run_id bbbbbbbb, "
        + "required run_id aaaaaaaa; next: compare it with the copy on vps: it serves when its agent has found its data, "
        + "not before")
    #expect(Self.undo(&machine) == [Self.left[1], .finish(.undone(Samples.trouble, warnings: [finding]))])
  }

  @Test("a holder that died inside the cut ends it: nobody would start it until then", arguments: [6, 8])
  func stoppedInsideTheCut(heard: Int) {
    var machine = Self.machine(after: heard)
    machine.effects(of: .abortRequested)
    #expect(machine.effects(of: .holderChanged(nil)) == [Self.left[0]])
    let end = Self.undo(&machine)
    #expect(end.first == Self.left[1])
    #expect(end.last?.isUndone == true)
  }

  @Test("a holder that dies after its un-fence gets no restart policy back")
  func stoppedAfterTheUnfence() {
    var machine = Self.machine(after: 8)
    machine.effects(of: .budgetExceeded, .unfenced, .clientsReleased, .penReturned)
    #expect(machine.effects(of: .holderChanged(nil)) == [.barReceiver(Samples.attempt)])
  }

  @Test("an answer about the holder's life outside of an undo decides nothing")
  func strayHolderChange() {
    var machine = Self.machine(after: 8)
    #expect(machine.handle(.holderChanged(nil)) == .disregard(.stale))
    machine.effects(of: .budgetExceeded, .unfenced, .clientsReleased)
    #expect(machine.handle(.holderChanged(nil)) == .disregard(.stale))
  }

  @Test("after the commit point a failed reverse link is a warning")
  func failedFollow() {
    var machine = Self.machine(after: 12)
    let details = CutDetails(position: Samples.position, depths: Samples.depths, warnings: [Samples.trouble])
    #expect(machine.effects(of: .failed(.follow, Samples.trouble)) == [.finish(.passed(details))])
  }
}

extension CutEffect {
  var isUndone: Bool {
    guard case .finish(.undone) = self else { return false }
    return true
  }
}
