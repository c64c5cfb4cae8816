/// How often the Redis without the pen refused a write: of all its clients together, since Redis counts them so.
struct RefusedWrites: Codable, Hashable, Sendable {
  /// Since when it counts.
  enum Since: String, Codable, Hashable, Sendable {
    /// The pen has moved.
    case cut
    /// That Redis was started, or its counters were reset.
    case start
  }

  let count: UInt64
  let since: Since

  /// - Parameters:
  ///   - total: what that Redis says now.
  ///   - atCut: what it said right after the cut; none where that is not known.
  init(total: UInt64, atCut: UInt64?) {
    // Less than before: it has begun anew.
    if let atCut, total >= atCut {
      (count, since) = (total - atCut, .cut)
    } else {
      (count, since) = (total, .start)
    }
  }

  /// `12 writes refused since the cut`.
  var words: String {
    let what = count == 0 ? "no write" : count == 1 ? "1 write" : "\(count) writes"
    return "\(what) refused \(since == .cut ? "since the cut" : "since it was started")"
  }
}
