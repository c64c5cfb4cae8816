/// Reads how far queues are, by what only ever grows: the last id of each queue's stream of events, and the counter of its
/// jobs. Plain reads, on a master or a replica.
public struct QueueProgressReader: Sendable {
  /// What was read of one queue.
  public struct Progress: Hashable, Sendable {
    /// The queue.
    public let queue: String
    /// `last-generated-id` of its events; `nil` without such a stream.
    public let lastEvent: String?
    /// `id`; `nil` when no job was ever given one.
    public let jobsAdded: Int?
  }

  private let queues: [String]
  private let prefix: String

  /// - Parameters:
  ///   - queues: of which.
  ///   - prefix: what all keys of the installation begin with.
  public init(queues: [String], prefix: String = QueueKey.defaultPrefix) {
    self.queues = queues
    self.prefix = prefix
  }

  /// Reads all in one pipeline.
  /// - Throws: any of ``RedisConnection/send(_:timeout:)``'s errors.
  public func read(from connection: RedisConnection) async throws(RedisError) -> [Progress] {
    let commands = queues.flatMap { queue in
      [RedisCommand(["XINFO", "STREAM", "\(prefix):\(queue):events"]), RedisCommand.get("\(prefix):\(queue):id")]
    }
    let replies = try await connection.send(commands)
    return queues.enumerated().map { index, queue in
      Progress(
        queue: queue, lastEvent: Self.lastID(in: replies[2 * index]),
        jobsAdded: replies[2 * index + 1].string.flatMap(Int.init))
    }
  }

  /// XINFO STREAM answers names and values in turn; without the key, an error.
  private static func lastID(in reply: RESPValue) -> String? {
    guard let fields = reply.array, let place = fields.firstIndex(where: { $0.string == "last-generated-id" }),
      fields.indices.contains(place + 1)
    else { return nil }
    return fields[place + 1].string
  }
}
