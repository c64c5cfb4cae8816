/// What may be asked of a lease.
public enum LeaseAction: String, Codable, Hashable, Sendable, CaseIterable {
  /// Take it, with the epoch and the run of the envelope.
  case acquire
  /// Keep it for another while.
  case renew
  /// Give it back.
  case release
}
