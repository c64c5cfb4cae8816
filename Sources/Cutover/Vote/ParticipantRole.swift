/// What a host is in a run; one host may be several (the source of the runbook leads and has workers).
public enum ParticipantRole: String, Sendable, Hashable, Codable, CaseIterable {
  /// Its Redis holds the pen and will hand it over.
  case leader
  /// Its Redis follows and will receive the pen.
  case follower
  /// It has workers.
  case worker
}
