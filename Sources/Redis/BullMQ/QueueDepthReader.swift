import NIOCore

/// Counts the jobs of queues in one pipeline. Plain reads only: a script would be blocked by CLIENT PAUSE WRITE even if
/// it reads (redis-bullmq.md, P4). Made before a pause, its commands are encoded already when the pause begins.
public struct QueueDepthReader: Sendable {
  /// The counts, in the order of the commands, and the last elements of the two lists that may hold a marker.
  private static let counted: [QueueKey.Suffix] = [
    .wait, .active, .paused, .delayed, .prioritized, .waitingChildren, .completed, .failed,
  ]
  private static let marked: [QueueKey.Suffix] = [.wait, .paused]
  private static let commandsPerQueue = counted.count + marked.count

  /// The queues, in the order of the counts.
  public let queues: [String]
  /// The pipeline.
  public let commands: [RedisCommand]

  /// - Parameters:
  ///   - queues: whose jobs are counted.
  ///   - prefix: what all keys of the installation begin with.
  public init(queues: [String], prefix: String = QueueKey.defaultPrefix) {
    self.queues = queues
    commands = queues.flatMap { queue in
      Self.counted.map { suffix in
        let key = QueueKey(prefix: prefix, queue: queue, suffix: suffix).description
        return suffix.redisType == "list" ? RedisCommand.listLength(key) : RedisCommand.sortedSetCount(key)
      }
        + Self.marked.map { suffix in
          RedisCommand.listElement(QueueKey(prefix: prefix, queue: queue, suffix: suffix).description, at: -1)
        }
    }
  }

  /// Counts.
  /// - Parameters:
  ///   - connection: the Redis to ask, master or replica.
  ///   - timeout: how long it may take.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``RedisConnection/send(_:timeout:)``'s.
  public func read(
    from connection: RedisConnection, timeout: Duration? = nil
  ) async throws(RedisError) -> [QueueCounts] {
    try counts(of: try await connection.send(commands, timeout: timeout), from: connection.endpoint)
  }

  /// Makes counts of the pipeline's replies, for a caller that sends ``commands`` with others in one write.
  /// - Parameters:
  ///   - replies: as many as ``commands``.
  ///   - endpoint: who answered, for errors.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`.
  public func counts(
    of replies: [RESPValue], from endpoint: RedisEndpoint
  ) throws(RedisError) -> [QueueCounts] {
    guard replies.count == commands.count else {
      throw RedisError(
        .unexpectedReply, "\(replies.count) replies from redis at \(endpoint); required: \(commands.count)")
    }
    var all: [QueueCounts] = []
    all.reserveCapacity(queues.count)
    for (index, queue) in queues.enumerated() {
      let start = index * Self.commandsPerQueue
      all.append(try counts(of: queue, replies[start..<(start + Self.commandsPerQueue)], from: endpoint))
    }
    return all
  }

  private func counts(
    of queue: String, _ replies: ArraySlice<RESPValue>, from endpoint: RedisEndpoint
  ) throws(RedisError) -> QueueCounts {
    var numbers: [Int] = []
    for (suffix, reply) in zip(Self.counted, replies) {
      guard case .integer(let number) = reply else {
        let command = suffix.redisType == "list" ? "LLEN" : "ZCARD"
        throw RedisError.unexpected(
          "\(command) of queue \(queue), \(suffix.rawValue)", reply, required: "an integer", from: endpoint)
      }
      numbers.append(number)
    }
    let markers = replies.suffix(Self.marked.count).map { Self.isMarker($0) ? 1 : 0 }
    return QueueCounts(
      queue: queue, waiting: numbers[0] - markers[0], active: numbers[1], paused: numbers[2] - markers[1],
      delayed: numbers[3], prioritized: numbers[4], waitingChildren: numbers[5], completed: numbers[6],
      failed: numbers[7])
  }

  /// BullMQ 4 puts `0:<time>` among the ids of a list, to wake workers for a delayed job (its `getCounts-1.lua` leaves
  /// it out in the same way).
  private static func isMarker(_ value: RESPValue) -> Bool {
    value.bytes?.readableBytesView.starts(with: Array("0:".utf8)) ?? false
  }
}
