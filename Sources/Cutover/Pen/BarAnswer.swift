/// Answer of the receiver's agent to `bar`: the only thing that lets a holder undo once a promote may have been sent.
public enum BarAnswer: Sendable, Hashable, Codable {
  /// Durable: no promotion of this attempt has happened, and none can.
  case barred(Attempt)
  /// Too late: the receiver holds the pen by this attempt.
  case promoted(Attempt)
  /// The receiver holds the pen by something else than a promotion (its holder was declared lost).
  case holds(Epoch)
  /// The agent has lost its journal: it can neither bar nor deny.
  case needsLearning
}
