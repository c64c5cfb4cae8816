import Cutover
import NIOCore
import Protocol
import Redis

/// How far the data of this host's Redis is, and whether it has all that the other one of the pair has.
struct DataProgress: Sendable {
  let services: AgentServices

  /// What the Redis of the last cut has, of every queue that a search finds: some may be younger than that cut.
  /// - Throws: ``ProtocolError`` with `precondition` where no cut was made here, or when the Redis does not answer.
  func read() async throws(ProtocolError) -> ReadProgress.Reply {
    guard let order = await services.state.restorable.cutOrder else {
      throw ProtocolError(
        .precondition, "no cut was ever made at this agent; required: one, whose queues can be compared",
        next: "look at `coordinator status`")
    }
    let found = try await services.redis.withConnection(order.holder) { connection throws(RedisError) in
      try await QueueDiscovery(prefix: order.prefix).run(on: connection)
    }
    if let cutShort = found.cutShort {
      throw ProtocolError(
        .precondition, "the search for queues ended \(cutShort); required: every queue", next: "it is asked again")
    }
    let names = Set(order.queues).union(found.queues).sorted()
    let queues = try await progress(of: names, prefix: order.prefix, redis: order.holder)
    return ReadProgress.Reply(prefix: order.prefix, queues: queues)
  }

  /// Compares a Redis of this host with the other ones of the pair.
  func compare(_ redis: RedisReference) async -> HolderComparison {
    var reasons: [String] = []
    for host in await services.state.restorable.counterparts.sorted() {
      do throws(ProtocolError) {
        let id = "progress-\(UInt64.random(in: .min ... .max))"
        // A search among millions of keys takes seconds.
        let theirs = try await services.peers.ask(host, ReadProgress(), id: id, deadline: .seconds(90))
        let ours = try await progress(of: theirs.queues.map(\.queue), prefix: theirs.prefix, redis: redis)
        return HolderComparison(holder: ours, replica: theirs.queues)
      } catch {
        reasons.append("\(host): \(error.message)")
      }
    }
    return .unanswered(reasons.isEmpty ? "no other host of the pair is known here" : reasons.joined(separator: "; "))
  }

  private func progress(
    of queues: [String], prefix: String, redis: RedisReference
  ) async throws(ProtocolError) -> [QueueProgress] {
    let reader = QueueProgressReader(queues: queues, prefix: prefix)
    let read = try await services.redis.withConnection(redis) { connection throws(RedisError) in
      try await reader.read(from: connection)
    }
    return read.map { progress in
      QueueProgress(
        queue: progress.queue, lastEvent: progress.lastEvent.flatMap(StreamPosition.init),
        jobsAdded: progress.jobsAdded.map { UInt64(max(0, $0)) })
    }
  }
}
