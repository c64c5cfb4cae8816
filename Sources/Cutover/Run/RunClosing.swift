/// The end of a run that still has something to do: undo steps, batch by batch, or only the lease.
public struct RunClosing: Sendable, Hashable {
  /// What the run will have come to.
  public enum Ending: Sendable, Hashable {
    /// Everything was taken back, for this reason.
    case undone(Finding, changedSomething: Bool)
    /// A rehearsal did all it had to, and was taken back.
    case rehearsed
    /// The pen has moved; this failed after that.
    case incomplete(Phase, [Finding])
  }

  /// Where it leads.
  public let ending: Ending
  /// Steps in flight.
  public var pending: Set<Step>
  /// Batches still to do.
  public var remaining: [[Step]]
  /// What failed.
  public var failures: [UndoFailure]

  init(ending: Ending, remaining: [[Step]]) {
    self.ending = ending
    self.pending = []
    self.remaining = remaining
    self.failures = []
  }

  /// The outcome, once nothing is left.
  var outcome: Outcome {
    switch ending {
    case .undone(let finding, let changedSomething):
      changedSomething ? .rolledBack(finding, notPutBack: failures) : .failed(finding)
    case .rehearsed:
      failures.first.map { .rolledBack($0.finding, notPutBack: failures) } ?? .succeeded
    case .incomplete(let phase, let findings):
      .incomplete(phase, findings)
    }
  }
}
