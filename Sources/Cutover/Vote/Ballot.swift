/// One participant's vote: its verdict, and the evidence for it, in answer to one nonce of the asker.
public struct Ballot: Sendable, Hashable, Codable {
  /// What is voted on.
  public let purpose: VotePurpose
  /// The asker's own value: an answer to an older question is not an answer.
  public let nonce: UInt64
  /// Who votes.
  public let host: HostID
  /// Yes or no.
  public let verdict: Verdict
  /// What it rests on.
  public let evidence: Evidence

  /// A vote as the participant casts it.
  public init(purpose: VotePurpose, nonce: UInt64, host: HostID, verdict: Verdict, evidence: Evidence) {
    self.purpose = purpose
    self.nonce = nonce
    self.host = host
    self.verdict = verdict
    self.evidence = evidence
  }
}
