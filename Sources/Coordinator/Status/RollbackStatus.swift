import Protocol

/// What a rollback would cost now.
struct RollbackStatus: Codable, Hashable, Sendable {
  /// Whether it is possible, and at which price.
  enum Possibility: String, Codable, Hashable, Sendable {
    /// The source holds the pen: there is nothing to roll back.
    case notNeeded
    /// The reverse link is up: nothing would be lost.
    case lossless
    /// The source follows, but has not caught up.
    case behind
    /// The source does not follow: what was written since would be lost.
    case lossy
    /// The old Redis was retired: there is nothing to go back to.
    case finalized
    /// Not enough is known.
    case unknown
  }

  /// Whether it is possible, and at which price.
  var possibility: Possibility
  /// How far the source is behind, in bytes.
  var lagBytes: Int?
  /// Since when and why the source cannot go on following; none while it could.
  var lost: LostLink?
  /// The file with the retired Redis's last data, on the source's host; none before.
  var backup: String?
}
