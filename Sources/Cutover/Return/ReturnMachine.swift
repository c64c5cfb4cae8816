/// How a Redis without the pen comes back (safety.md, traps 9 and 11): detached before it runs, fenced before it is
/// reachable. It has no memory: each step follows from what is seen now, so an agent that was itself restarted goes on
/// where things stand.
public struct ReturnMachine: Sendable, Hashable {
  /// How long a stopped container is left alone: whoever stopped it may be about to remove or to start it.
  public var patienceSeconds = 5

  /// A machine with its usual patience.
  public init() {}

  /// What to do next.
  public func next(_ seen: ReturnReading) -> ReturnStep {
    guard mayTouch(seen) else { return .rest }
    switch seen.container {
    case .absent: return .rest
    case .stopped(let seconds):
      if seen.isConnected { return .detach }
      return seconds >= patienceSeconds ? .start : .rest
    case .running: return nextOfRunning(seen)
    }
  }

  /// Only where the pen is on record as being elsewhere: in a cut, the cut decides; a holder is another matter.
  private func mayTouch(_ seen: ReturnReading) -> Bool {
    switch seen.pen {
    case .not: seen.isGuarded
    case .hold, .cut, nil: false
    }
  }

  private func nextOfRunning(_ seen: ReturnReading) -> ReturnStep {
    switch seen.fence {
    case .unknown: return .prove
    case .broken: return seen.isConnected ? .detach : .fence
    case .proved:
      if seen.lacksNetwork { return .reconnect }
      return seen.mustFollow ? .follow : .rest
    }
  }
}
