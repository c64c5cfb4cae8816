/// Why a window has ended.
public enum SoakEnd: String, Sendable, Hashable, Codable {
  /// Its time is over.
  case complete
  /// The pen has moved: there is nothing of this window left to watch.
  case penMoved
}
