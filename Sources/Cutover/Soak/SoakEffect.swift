/// What `SoakMachine` asks for.
public enum SoakEffect: Sendable, Hashable {
  /// Look at Redis and workers when the interval is over. → `sampled`
  case sample(SoakWindow)
  /// Say in the host's journal what was found.
  case report(SoakFinding)
  /// Say in the host's journal that the window has ended.
  case reportEnd(SoakWatch)
}
