/// Answer of one agent to a lease request.
public enum LeaseAnswer: Sendable, Hashable, Codable {
  /// Durable here; the pen record is this agent's at that moment.
  case granted(Grant, pen: PenRecord)
  /// Nothing was changed.
  case refused(LeaseRefusal)
}
