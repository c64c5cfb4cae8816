/// Answer of the holder's agent to `abort` (safety.md, trap 8).
public enum AbortAnswer: Sendable, Hashable, Codable {
  /// No cut of this epoch or a lower one can begin any more: everybody may undo.
  case barred(Epoch)
  /// Inside a cut: it was asked to stop, its result is the answer.
  case insideCut(Attempt)
  /// The pen has moved; `rollback` is the way back.
  case tooLate
  /// The agent has lost its journal.
  case needsLearning
}
