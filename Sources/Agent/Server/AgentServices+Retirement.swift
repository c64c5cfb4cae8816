import Cutover
import Protocol

/// Verbs of backups, and of the end of the old Redis.
extension AgentServices {
  /// Takes a backup.
  func backUp(_ verb: BackUp, _ context: RequestContext<BackUp>) async throws(ProtocolError) -> BackUpFacts {
    let run = try context.grant.run
    return try await backups.alone(within: RedisBackUp.saveLimit) { () async throws(ProtocolError) in
      try await RedisBackUp(services: self).take(verb, run: run)
    }
  }

  /// Proves one.
  func proveBackUp(
    _ verb: ProveBackUp, _ context: RequestContext<ProveBackUp>
  ) async throws(ProtocolError) -> ProveBackUp.Reply {
    let run = try context.grant.run
    return try await backups.alone(within: BackUpRestoration.limit) { () async throws(ProtocolError) in
      try await BackUpRestoration(services: self).prove(verb, run: run)
    }
  }

  /// What stands around a Redis that is to be retired.
  func inspectRetirement(
    _ verb: InspectRetirement, _: RequestContext<InspectRetirement>
  ) async throws(ProtocolError) -> RetirementFacts {
    try await RetirementInspection(services: self).facts(verb.redis)
  }

  /// Removes the old Redis's container.
  func retireRedis(
    _ verb: RetireRedis, _ context: RequestContext<RetireRedis>
  ) async throws(ProtocolError) -> RetiredRedis {
    try await RedisRetirement(services: self).retire(verb, grant: try context.grant)
  }

  /// Removes a volume of it.
  func removeVolume(
    _ verb: RemoveVolume, _: RequestContext<RemoveVolume>
  ) async throws(ProtocolError) -> RemoveVolume.Reply {
    try await RedisRetirement(services: self).removeVolume(verb)
  }
}
