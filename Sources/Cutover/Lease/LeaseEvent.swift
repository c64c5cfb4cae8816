/// What `LeaseMachine` hears.
public enum LeaseEvent: Sendable, Hashable {
  /// The fleet's highest epoch was learned, or is being set for the first time.
  case learned(Grant?)
  /// A coordinator asks. `pen` is this agent's pen record in the same turn.
  case requested(LeaseRequest, clock: LeaseClock, pen: PenRecord?)
  /// A coordinator is alive.
  case renewed(Grant)
  /// A run gives the lease back.
  case released(Grant)
  /// The time of this lease is up, by the shell's clock.
  case expired(Grant)
  /// The cut at this agent has ended; requests that waited are answered now.
  case cutEnded(clock: LeaseClock, pen: PenRecord?)
}
