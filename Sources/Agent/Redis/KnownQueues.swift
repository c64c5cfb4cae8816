import Protocol
import Redis

/// The queues that a search has found, kept for a while: it walks all keys of the server, which takes seconds with
/// millions of them, and queues come and go by deployments, not by the minute.
actor KnownQueues {
  /// What a search found.
  struct Found: Sendable {
    let names: [String]
    /// Whether the search came to its end.
    let isComplete: Bool
  }

  private struct Key: Hashable {
    let redis: RedisReference
    let prefix: String
  }

  private let age: Duration
  private var found: [Key: (at: ContinuousClock.Instant, found: Found)] = [:]

  /// - Parameter age: how long a search's result is used.
  init(age: Duration = .seconds(60)) { self.age = age }

  /// The queues, from a search of the last minute or a new one.
  func queues(
    of redis: RedisReference, prefix: String, on connection: RedisConnection
  ) async throws(RedisError) -> Found {
    let key = Key(redis: redis, prefix: prefix)
    if let entry = found[key], .now - entry.at < age { return entry.found }
    let search = try await QueueDiscovery(prefix: prefix).run(on: connection)
    let result = Found(names: search.queues, isComplete: search.cutShort == nil)
    // Nothing found is no answer to keep: the first job may come any moment.
    if !result.names.isEmpty { found[key] = (.now, result) }
    return result
  }
}
