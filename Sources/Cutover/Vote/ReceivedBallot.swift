/// A ballot with its age by the asker's own clock: from the moment the question was sent (safety.md, trap 18).
public struct ReceivedBallot: Sendable, Hashable, Codable {
  /// The vote.
  public let ballot: Ballot
  /// Milliseconds since the asker sent the question, when the votes were counted.
  public let ageMilliseconds: UInt64

  /// A vote as the asker received it.
  public init(ballot: Ballot, ageMilliseconds: UInt64) {
    self.ballot = ballot
    self.ageMilliseconds = ageMilliseconds
  }
}
