/// Where the fleet's lease stands at one agent.
public enum LeaseState: Sendable, Hashable {
  /// No journal: nothing may be granted. Exits: `free` by learning.
  case unknown
  /// Nobody has it; the highest epoch so far. Exits: `live` by a higher one.
  case free(Grant?)
  /// A run has it. Exits: `free` by release or expiry, another `live` by a takeover.
  case live(LeaseHolder)
}
