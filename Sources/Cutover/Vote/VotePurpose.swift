/// What a vote allows when every participant says yes.
public enum VotePurpose: String, Sendable, Hashable, Codable, CaseIterable {
  /// To stop the workers.
  case drain
  /// To move the pen.
  case cut
}
