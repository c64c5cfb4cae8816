/// A vote, counted: passed only if every participant said yes in time. One no, one silence or old evidence aborts.
public struct VoteCount: Sendable, Hashable, Codable {
  /// Evidence older than this counts as silence (design, "Quorum").
  public static let oldestMilliseconds: UInt64 = 2_000

  /// What was voted on.
  public let purpose: VotePurpose
  /// The asker's nonce.
  public let nonce: UInt64
  /// Everyone whose yes is needed, in the order of the report.
  public let voters: [HostID]
  /// What came in.
  public let ballots: [ReceivedBallot]

  /// Counts the ballots of one question.
  public init(purpose: VotePurpose, nonce: UInt64, voters: [HostID], ballots: [ReceivedBallot]) {
    self.purpose = purpose
    self.nonce = nonce
    self.voters = voters
    self.ballots = ballots
  }

  /// Whether every voter said yes, in time, to this very question. No voters is no majority.
  public var passed: Bool {
    !voters.isEmpty && findings.isEmpty
  }

  /// What stands against it, by voter.
  public var findings: [Finding] {
    voters.flatMap { voter -> [Finding] in
      switch standing(of: voter) {
      case .yes: []
      case .no(let findings):
        findings.map { Finding(observed: "\(voter): \($0.observed)", required: $0.required, next: $0.next) }
      }
    }
  }

  /// What was counted, in the report's words: "2 of 2 agents: vps-01 yes, vps yes".
  public var text: String {
    let standings = voters.map { (voter: $0, verdict: standing(of: $0)) }
    let agreed = standings.count { $0.verdict == .yes }
    let words = standings.map { "\($0.voter) \(word(for: $0.verdict, of: $0.voter))" }.joined(separator: ", ")
    return "\(agreed) of \(voters.count) agents: \(words)"
  }

  private func answer(of voter: HostID) -> ReceivedBallot? {
    ballots.last { $0.ballot.host == voter && $0.ballot.nonce == nonce && $0.ballot.purpose == purpose }
  }

  private func standing(of voter: HostID) -> Verdict {
    guard let answer = answer(of: voter) else {
      return .no([Finding(observed: "no answer", required: "a vote on the \(purpose.rawValue) from every agent")])
    }
    guard answer.ageMilliseconds <= Self.oldestMilliseconds else {
      let observed = "evidence \(answer.ageMilliseconds) ms old"
      return .no([Finding(observed: observed, required: "at most \(Self.oldestMilliseconds) ms")])
    }
    return answer.ballot.verdict
  }

  private func word(for verdict: Verdict, of voter: HostID) -> String {
    switch verdict {
    case .yes: return "yes"
    case .no:
      guard let answer = answer(of: voter) else { return "silent" }
      return answer.ageMilliseconds <= Self.oldestMilliseconds ? "no" : "too late"
    }
  }
}
