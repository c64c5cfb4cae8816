import Cutover
import NIOCore
import Protocol
import Redis

/// How far the data of this host's Redis is, and whether it has all that the other one of the pair has.
struct DataProgress: Sendable {
  let services: AgentServices

  /// What this host's Redis of the pair has, of every queue that a search finds: some may be younger than the last cut.
  /// - Parameter prefix: BullMQ's, where the asker knows it.
  /// - Throws: ``ProtocolError`` with `precondition` where no run has made one known here, or when it does not answer.
  func read(prefix: String?) async throws(ProtocolError) -> ReadProgress.Reply {
    let values = await services.state.restorable
    guard let redis = values.cutOrder?.holder ?? values.lastFollower else {
      throw ProtocolError(
        .precondition, "no Redis of a pair is known to this agent; required: one that has led or followed",
        next: "look at `coordinator status`")
    }
    let prefix = prefix ?? values.cutOrder?.prefix ?? "bull"
    if values.retired[redis.container]?.isRemoved == true {
      return ReadProgress.Reply(prefix: prefix, queues: [], isRetired: true)
    }
    let found = try await services.redis.withConnection(redis) { connection throws(RedisError) in
      try await QueueDiscovery(prefix: prefix).run(on: connection)
    }
    if let cutShort = found.cutShort {
      throw ProtocolError(
        .precondition, "the search for queues ended \(cutShort); required: every queue", next: "it is asked again")
    }
    let names = Set(values.cutOrder?.queues ?? []).union(found.queues).sorted()
    return ReadProgress.Reply(prefix: prefix, queues: try await progress(of: names, prefix: prefix, redis: redis))
  }

  /// Compares a Redis of this host with the other ones of the pair.
  func compare(_ redis: RedisReference) async -> HolderComparison {
    var reasons: [String] = []
    let prefix = await services.state.restorable.cutOrder?.prefix
    for host in await services.state.restorable.counterparts.sorted() {
      do throws(ProtocolError) {
        let id = "progress-\(UInt64.random(in: .min ... .max))"
        // A search among millions of keys takes seconds.
        let theirs = try await services.peers.ask(
          host, ReadProgress(prefix: prefix), id: id, deadline: .seconds(90))
        // After a finalize this one is alone: nothing else has more, and nothing else will ever answer.
        if theirs.isRetired == true { return .noLess }
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
