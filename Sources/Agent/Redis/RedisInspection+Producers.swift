import Cutover
import Docker
import Protocol
import Redis

/// What proves that adds arrive.
extension RedisInspection {
  /// How many jobs each queue was ever given, in one pipeline.
  func counters(
    of redis: RedisReference, prefix: String, queues: [String]
  ) async throws(ProtocolError) -> [QueueCounter] {
    let commands = queues.map { RedisCommand.get(QueueKey(prefix: prefix, queue: $0, suffix: .id).description) }
    let replies = try await access.withConnection(redis) { connection throws(RedisError) in
      try await connection.send(commands)
    }
    return zip(queues, replies).map { queue, reply in
      QueueCounter(queue: queue, added: reply.string.flatMap { UInt64($0) } ?? 0)
    }
  }

  /// Writes a key that goes by itself, and reads it back.
  /// - Throws: ``ProtocolError`` with `redis` where the write is refused, or where something else is read.
  func writeCanary(to redis: RedisReference, key: String) async throws(ProtocolError) -> WriteCanary.Reply {
    let value = "cutover"
    let (read, microseconds) = try await access.withConnection(redis) { connection throws(RedisError) in
      let began = ContinuousClock.now
      _ = try await connection.call(.set(key, value, expiringAfter: WriteCanary.seconds))
      let read = try await connection.call(.get(key)).string
      return (read, Int((ContinuousClock.now - began) / .microseconds(1)))
    }
    guard read == value else {
      throw ProtocolError(
        .redis, "\(redis.container) took the key \(key) and has \(read == nil ? "nothing" : "something else") there",
        next: "look at its memory and policy: coordinator status")
    }
    return WriteCanary.Reply(key: key, microseconds: microseconds)
  }

  /// The one process of a container, as `node (pid 4711)`. Which of several has a connection lies in namespaces that the
  /// agent's user may not look into.
  func process(in container: String) async -> String? {
    guard let processes = try? await access.docker.connected().processes(in: container), processes.count == 1 else {
      return nil
    }
    return processes.first.map { "\($0.name) (pid \($0.identifier))" }
  }
}
