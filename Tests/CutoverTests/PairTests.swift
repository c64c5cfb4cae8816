import Cutover
import Testing

@Suite("The pair under faults")
struct PairTests {
  static let seeds: Range<UInt64> = 0..<20_000

  @Test("whatever is lost, repeated, reordered or killed: one writer, nothing lost, no claim broken, and an end")
  func invariants() {
    var promoted = 0
    var undone = 0
    for seed in Self.seeds {
      var world = PairWorld(seed: seed)
      world.restarts = Int(seed % 4)
      world.beginCut()
      for _ in 0..<(seed.isMultiple(of: 2) ? 80 : 16) where world.violations.isEmpty { world.step(faults: true) }
      #expect(world.violations.isEmpty, "seed \(seed): \(world.violations)")
      guard world.violations.isEmpty else { return }
      settle(&world)
      #expect(world.violations.isEmpty, "seed \(seed): \(world.violations)")
      let writers = [world.source.writable, world.target.writable].count { $0 }
      #expect(writers == 1, "seed \(seed): \(writers) writers, cut \(String(describing: world.cut?.state))")
      guard writers == 1 else { return }
      if world.target.writable { promoted += 1 } else { undone += 1 }
    }
    #expect(promoted > 1_000, "\(promoted) promoted")
    #expect(undone > 1_000, "\(undone) undone")
  }

  /// Without further faults every cut ends. A message that was lost is reported as a failure of its effect.
  private func settle(_ world: inout PairWorld) {
    world.restarts = 0
    for _ in 0..<2_000 {
      world.step(faults: false)
      guard let cut = world.cut, cut.result == nil else { return }
      if world.effects.isEmpty && world.messages.isEmpty { world.timeOut(cut) }
    }
  }
}

extension PairWorld {
  /// The shell's time-outs: nothing is under way, so whatever the cut waits for was lost.
  mutating func timeOut(_ cut: CutMachine) {
    let trouble = Samples.trouble
    switch cut.state {
    case .arming: tell(.failed(.armReceiver(cut.plan.attempt, cut.plan.expected), trouble))
    case .promoting: tell(.promoteUnanswered(trouble))
    case .barring, .recovering: tell(.receiverUnreachable(trouble))
    case .undoing(let undo): if let step = undo.remaining.first { tell(.failed(step, trouble)) }
    case .ready, .clearing, .entering, .pinging, .pausing, .awaiting, .fencing, .comparing, .yielding, .releasing,
      .following, .ended:
      break
    }
  }
}
