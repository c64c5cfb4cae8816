/// What `LeaseMachine` makes durable.
public enum LeaseJournalRecord: Sendable, Hashable, Codable {
  /// The highest epoch of the fleet, or none so far: written by bootstrap, or learned.
  case learned(Grant?)
  /// This lease is live.
  case granted(LeaseHolder)
  /// It was given back: the run is over, or its soak has begun.
  case released(Grant)
  /// It was not renewed in time; the dead-man plan has begun.
  case expired(Grant)
}
