/// Answer to "who holds the pen?".
public enum PenAnswer: Sendable, Hashable, Codable {
  /// This agent's Redis does.
  case claim(PenClaim)
  /// This agent's Redis does not.
  case notHolder
  /// A cut is under way: no answer, ask again.
  case insideCut(Attempt)
  /// The agent has lost its journal and must not say anything (safety.md, trap 13).
  case needsLearning
  /// The asker's shell could not reach the agent.
  case unreachable
}
