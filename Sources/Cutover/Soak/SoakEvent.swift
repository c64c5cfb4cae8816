/// What `SoakMachine` hears.
public enum SoakEvent: Sendable, Hashable {
  /// A run has moved the pen and asks to watch.
  case ordered(SoakWindow)
  /// The shell has looked whether the window is still the right one.
  case looked(SoakLook)
  /// A look at Redis and workers.
  case sampled(SoakSample)
}
