import Cutover
import Foundation
import Protocol

/// The servers of a cutover by version: whether the new one can take the old one's data, and what that means for the
/// way back (redis-bullmq.md, P0). Pure.
struct ServerPair: Hashable, Sendable {
  /// One of the two.
  struct Server: Hashable, Sendable {
    /// Its container.
    let container: String
    /// Its version in words: `7.0.15`, `Valkey 8.1.1`.
    let version: String?
    /// The version of its data format; none where it could not be asked.
    let format: Int?

    /// What its agent said.
    init(_ facts: RedisFacts) {
      container = facts.container
      version = facts.version
      format = facts.formatVersion
    }

    /// `fiskai-redis (7.0.15) has RDB version 10`.
    var words: String {
      "\(container) (\(version ?? "?")) has RDB version \(format.map(String.init) ?? "unknown")"
    }
  }

  let source: Server
  let target: Server

  /// The pair of what the agents said.
  init(source: RedisFacts, target: RedisFacts) {
    self.source = Server(source)
    self.target = Server(target)
  }

  /// Why the target cannot take the source's data: it would delete its own and then refuse the copy.
  var refusal: Finding? {
    guard canLoad == false else { return nil }
    return Finding(
      observed: "\(source.words), \(target.words)", required: "a target with the source's RDB version or a higher one",
      next: "set `redis.target.image` to an image of version \(source.version ?? "?") or a newer one")
  }

  /// What a rollback will mean with this pair.
  var wayBack: String {
    guard let from = source.format, let to = target.format else {
      return "RDB versions unknown: the way back works by partial resync only"
    }
    guard to > from else {
      return "RDB version \(from) on both: the way back is lossless while the reverse link lasts"
    }
    return "RDB version \(from) → \(to): the way back works by partial resync only, a full copy to the source is "
      + "impossible, so rollback is not lossless as soon as the reverse link misses more than its backlog"
  }

  /// Whether the target reads what the source writes; none where nobody can tell.
  private var canLoad: Bool? {
    if let from = source.format, let to = target.format { return to >= from }
    // A server below 7.0 has no way to be asked while it is empty. Equal ones fit; else the version decides where both
    // are of one product.
    guard let from = source.version, let to = target.version else { return nil }
    if from == to { return true }
    guard from.first?.isNumber == true, to.first?.isNumber == true else { return nil }
    return to.compare(from, options: .numeric) == .orderedDescending
  }

  /// The image that a target of the source's own version has.
  static func image(for version: String) -> String {
    let valkey = "Valkey "
    return version.hasPrefix(valkey)
      ? "valkey/valkey:\(version.dropFirst(valkey.count))-alpine" : "redis:\(version)-alpine"
  }
}
