import Cutover
import Docker
import Protocol
import Redis

/// Reads what one look of the soak sees. It never fails: what gives no answer is part of what it sees.
struct SoakSampler: Sendable {
  let services: AgentServices
  let order: BeginSoak

  /// One look.
  func sample() async -> SoakSample {
    var sample = SoakSample(at: WallClock.seconds, workers: await workers())
    guard let reference = order.redis else { return sample }
    do throws(ProtocolError) {
      sample.redis = try await redis(reference)
    } catch {
      sample.silence = error.description
    }
    return sample
  }

  private func redis(_ reference: RedisReference) async throws(ProtocolError) -> SoakRedisSample {
    let information = try await services.redis.withConnection(reference) { connection throws(RedisError) in
      try await connection.information()
    }
    var sample = Self.sample(of: information, as: order.part)
    switch order.part {
    case .holder:
      let depths = try? await services.inspection.depths(of: reference, prefix: order.prefix, queues: order.queues)
      sample.jobs = depths.map { SoakJobs($0.queues) }
    case .follower: sample.linkLost = (try? await services.replication.lostLink(of: reference.container))?.reason
    case .workers: break
    }
    return sample
  }

  /// What INFO says of a Redis in its part.
  static func sample(of information: RedisInformation, as part: SoakPart) -> SoakRedisSample {
    func count(_ value: Int?) -> UInt64 { UInt64(max(0, value ?? 0)) }
    let replication = information.replication
    var sample = SoakRedisSample(
      runID: information.server.runID, evictedKeys: count(information.statistics.evictedKeys),
      usedMemory: count(information.memory.used), maximumMemory: count(information.memory.maximum),
      refusedWrites: count(information.errorCounts["READONLY"]))
    switch part {
    case .holder:
      // What the follower has acknowledged, about once a second: the lag is at most that much too large.
      if let offset = replication.offset, let acknowledged = replication.replicas.compactMap(\.offset).max() {
        sample.lagBytes = count(offset - acknowledged)
      }
    case .follower: sample.linkUp = replication.master?.isUp ?? false
    case .workers: break
    }
    return sample
  }

  private func workers() async -> [SoakWorkerSample]? {
    var result: [SoakWorkerSample] = []
    do throws(ProtocolError) {
      for reference in order.workers {
        for container in try await services.containers(reference).all() {
          result.append(
            SoakWorkerSample(
              service: container.compose?.service ?? container.name, identifier: container.id,
              restarts: UInt64(max(0, container.restartCount))))
        }
      }
      return result
    } catch {
      // A Docker that does not answer is told by the status; the counts are compared again when it does.
      return nil
    }
  }
}
