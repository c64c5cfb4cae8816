/// Looks whether the ids of a queue's `wait` list have their jobs. A worker runs an id without a job as an empty job and
/// calls it completed (redis-bullmq.md, "Five facts"). It reads in small pieces, so that the server answers others between.
public struct QueueAuditor: Sendable {
  /// What was found.
  public struct Finding: Hashable, Sendable {
    /// Ids in the list.
    public let waiting: Int
    /// Ids looked at.
    public let sampled: Int
    /// Of those, how many have no job.
    public let dangling: Int
    /// For how many seconds the longest of the jobs at work has been worked on, of the first hundred; none without one.
    public var longestJobSeconds: Int?
  }

  /// Ids that are read at once: a piece takes well below a millisecond.
  private static let piece = 100
  private let prefix: String
  private let sample: Int

  /// - Parameters:
  ///   - prefix: what all keys of the installation begin with.
  ///   - sample: how many ids are looked at, at most.
  public init(prefix: String = QueueKey.defaultPrefix, sample: Int) {
    self.prefix = prefix
    self.sample = max(Self.piece, sample)
  }

  /// Looks at one queue.
  /// - Throws: any of ``RedisConnection/send(_:timeout:)``'s errors.
  public func audit(_ queue: String, on connection: RedisConnection) async throws(RedisError) -> Finding {
    let list = QueueKey(prefix: prefix, queue: queue, suffix: .wait).description
    let waiting = try await connection.call(.listLength(list)).integer ?? 0
    var (sampled, dangling) = (0, 0)
    for start in Self.starts(of: waiting, sample: sample) {
      let reply = try await connection.call(.listRange(list, from: start, to: start + Self.piece - 1))
      // BullMQ 4 keeps a marker `0:TIME` among them.
      let ids = reply.array?.compactMap(\.string).filter { !$0.hasPrefix("0:") } ?? []
      guard !ids.isEmpty else { continue }
      let found = try await connection.send(ids.map { .exists(["\(prefix):\(queue):\($0)"]) })
      sampled += ids.count
      dangling += found.count { $0.integer == 0 }
    }
    return Finding(
      waiting: waiting, sampled: sampled, dangling: dangling,
      longestJobSeconds: try await longestJob(of: queue, on: connection))
  }

  /// BullMQ notes in `processedOn` when a worker took a job (its `moveToActive`), in milliseconds; the server's own clock
  /// is what it is compared with.
  private func longestJob(of queue: String, on connection: RedisConnection) async throws(RedisError) -> Int? {
    let list = QueueKey(prefix: prefix, queue: queue, suffix: .active).description
    let ids = try await connection.call(.listRange(list, from: 0, to: Self.piece - 1)).array?.compactMap(\.string) ?? []
    guard !ids.isEmpty else { return nil }
    let replies = try await connection.send(
      [.time] + ids.map { .hashFields("\(prefix):\(queue):\($0)", ["processedOn"]) })
    guard let now = replies.first?.array?.first?.integer,
      let first = replies.dropFirst().compactMap({ $0.array?.first?.integer }).min()
    else { return nil }
    return max(0, now - first / 1000)
  }

  /// Where the pieces begin: all of a short list, and of a long one as many as the sample allows, at even distances.
  static func starts(of length: Int, sample: Int) -> [Int] {
    let pieces = (length + piece - 1) / piece
    let wanted = min(pieces, sample / piece)
    guard wanted > 0 else { return [] }
    return (0..<wanted).map { $0 * pieces / wanted * piece }
  }
}
