/// The versions of this contract. A peer states what it speaks in its hello; the highest in common is used.
public enum ProtocolVersion {
  /// The version that this build speaks.
  public static let current = 1
  /// The oldest that it still serves (design, "Protocol": one older version is served; there is none yet).
  public static let oldestServed = 1

  /// The versions that this build speaks, in words.
  public static var spoken: String { oldestServed == current ? "\(current)" : "\(oldestServed) to \(current)" }

  /// Why a request of this version is not served; `nil` when it is.
  public static func refusal(of version: Int) -> ProtocolError? {
    guard !(oldestServed...current).contains(version) else { return nil }
    return ProtocolError(
      .versionUnsupported, "the asker speaks version \(version); this agent speaks \(spoken)",
      next: "run `coordinator upgrade`")
  }

  /// The highest version in common with a peer; `nil` when there is none.
  public static func negotiated(peerOldest: Int, peerNewest: Int) -> Int? {
    let highest = min(current, peerNewest)
    return highest >= max(oldestServed, peerOldest) ? highest : nil
  }
}
