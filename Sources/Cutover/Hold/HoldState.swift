/// Where a hold stands.
public enum HoldState: Sendable, Hashable {
  /// Nothing to put back. Exits: `watched`.
  case none
  /// A run is under way. Exits: `abandoned` when no lease is live; `none`.
  case watched(Hold)
  /// The coordinator is gone. Exits: `watched` when somebody has a live lease again; `none` once it is put back.
  case abandoned(Hold, since: HoldMoment)
}
