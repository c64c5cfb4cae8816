import Cutover

/// Runs seeds one after the other and says what came of them.
struct Simulation {
  let options: Options
  private let coverage = Coverage()

  init(options: Options) { self.options = options }

  /// True when every seed passed, and everything that a large set must reach was reached.
  func run() -> Bool {
    if let seed = options.single { return replay(seed) }
    let clock = ContinuousClock()
    let began = clock.now
    var failed = 0
    var steps = 0
    for seed in options.first..<(options.first + UInt64(options.seeds)) {
      let world = World(seed: seed, coverage: coverage)
      world.live()
      steps += world.steps
      for coordinator in world.coordinators {
        coverage.outcomes[coordinator.machine.outcome?.name ?? "its coordinator died", default: 0] += 1
      }
      guard let violation = world.violations.first else { continue }
      failed += 1
      guard failed <= 10 else { continue }
      print("seed \(seed) failed: \(violation)")
      print("  replay: swift run -c release Simulation --seed \(seed)")
    }
    let duration = clock.now - began
    if options.showsCoverage { print(coverage.text()) }
    print("runs: \(coverage.outcomeText)")
    // Small sets do not meet everything.
    let unreached = options.seeds < 2_000 ? [] : coverage.unreached
    for name in unreached { print("never reached: \(name)") }
    let refuted = coverage.refuted
    for pair in refuted { print("met, and argued to be impossible: \(pair)") }
    let milliseconds = max(1, Int(duration / .milliseconds(1)))
    print(
      "\(options.seeds) seeds in \(milliseconds) ms, \(options.seeds * 1_000 / milliseconds) seeds/s, \(steps) steps")
    print("\(options.seeds - failed) passed, \(failed) failed")
    return failed == 0 && unreached.isEmpty && refuted.isEmpty
  }

  private func replay(_ seed: UInt64) -> Bool {
    let world = World(seed: seed, coverage: coverage, isTraced: true)
    world.live()
    for violation in world.violations { print("seed \(seed): \(violation)") }
    print(world.violations.isEmpty ? "1 passed, 0 failed" : "0 passed, 1 failed")
    return world.violations.isEmpty
  }
}
