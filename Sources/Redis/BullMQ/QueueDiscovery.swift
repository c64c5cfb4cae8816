/// Finds the queues of a Redis by one walk over its keys: every key that is named as a queue's own key is (`meta`, the
/// lists, the sorted sets: a full Redis may have evicted some, redis-bullmq.md, Queue depth) and has that key's type,
/// since a job may have a `failed` hash of its own. To be run on the replica, and its result kept.
public struct QueueDiscovery: Sendable {
  /// What was found.
  public struct Finding: Hashable, Sendable {
    /// The queues' names, sorted.
    public var queues: [String]
    /// How many steps of SCAN were made.
    public var steps: Int
    /// Why the walk ended early, so that queues may be missing; `nil` if it saw every key.
    public var cutShort: String?

    /// Makes a finding.
    public init(queues: [String], steps: Int, cutShort: String? = nil) {
      self.queues = queues
      self.steps = steps
      self.cutShort = cutShort
    }
  }

  /// Fits every ``QueueKey/Suffix`` by its first and last letter, and few ids of jobs; the exact name is looked at here.
  static let suffixes = "[acdfimpw]*[adent]"

  private let prefix: String
  private let count: Int
  private let maximumSteps: Int
  private let maximumDuration: Duration

  /// - Parameters:
  ///   - prefix: what all keys of the installation begin with.
  ///   - count: how many keys the server looks at in one step, and does nothing else meanwhile.
  ///   - maximumSteps: how many steps are made at most.
  ///   - maximumDuration: how long the walk goes on at most.
  public init(
    prefix: String = QueueKey.defaultPrefix, count: Int = 1000, maximumSteps: Int = 100_000,
    maximumDuration: Duration = .seconds(60)
  ) {
    self.prefix = prefix
    self.count = count
    self.maximumSteps = maximumSteps
    self.maximumDuration = maximumDuration
  }

  /// Walks over all keys of the selected database.
  /// - Parameter connection: the Redis to ask.
  /// - Returns: the queues, and whether some may be missing.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``RedisConnection/send(_:timeout:)``'s.
  public func run(on connection: RedisConnection) async throws(RedisError) -> Finding {
    let clock = ContinuousClock()
    let end = clock.now + maximumDuration
    let match = "\(Self.escapingGlob(prefix)):*:\(Self.suffixes)"
    var queues: Set<String> = []
    // Found by name; their types are asked together with the next step.
    var candidates: [QueueKey] = []
    var cursor = "0"
    var steps = 0
    repeat {
      if steps + 1 > maximumSteps {
        return Finding(queues: queues.sorted(), steps: steps, cutShort: "after \(steps) steps of \(count) keys")
      }
      if clock.now >= end {
        return Finding(queues: queues.sorted(), steps: steps, cutShort: "after \(maximumDuration)")
      }
      var replies = try await connection.send(
        [.scan(cursor: cursor, match: match, count: count)] + candidates.map { .type($0.description) })[...]
      guard let reply = replies.popFirst() else { break }
      queues.formUnion(Self.confirmed(candidates, by: replies))
      let step = try Self.parse(reply, from: connection.endpoint)
      cursor = step.cursor
      candidates = step.keys.compactMap { QueueKey($0, prefix: prefix) }.filter { !queues.contains($0.queue) }
      steps += 1
    } while cursor != "0"
    let replies = try await connection.send(candidates.map { .type($0.description) })
    queues.formUnion(Self.confirmed(candidates, by: replies[...]))
    return Finding(queues: queues.sorted(), steps: steps)
  }

  private static func confirmed(_ candidates: [QueueKey], by types: ArraySlice<RESPValue>) -> [String] {
    zip(candidates, types).filter { $0.suffix.redisType == $1.string }.map(\.0.queue)
  }

  private static func parse(
    _ reply: RESPValue, from endpoint: RedisEndpoint
  ) throws(RedisError) -> (cursor: String, keys: [String]) {
    guard let parts = reply.array, parts.count == 2, let cursor = parts[0].string, let keys = parts[1].array else {
      throw RedisError.unexpected("SCAN", reply, required: "a cursor and an array of keys", from: endpoint)
    }
    return (cursor, keys.compactMap(\.string))
  }

  /// A pattern that matches the text alone (`util.c`, `stringmatchlen`).
  static func escapingGlob(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "*?[]\\^".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
