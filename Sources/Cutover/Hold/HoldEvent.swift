/// What `HoldMachine` hears.
public enum HoldEvent: Sendable, Hashable {
  /// An order is about to change this host's Redis for a copy.
  case prepared(Hold)
  /// The shell has looked.
  case looked(HoldLook)
  /// Result of `.putBack`: everything is as before the run.
  case putBack
}
