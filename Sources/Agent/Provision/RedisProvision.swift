import Cutover
import Docker
import FoundationEssentials
import Protocol
import Redis
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Brings the target Redis up from the template, or finds the one that this fleet made. It takes over nothing that
/// somebody else made, and removes nothing that ever held the pen.
struct RedisProvision: Sendable {
  let access: RedisAccess
  let state: AgentState
  let compose: Compose
  let configuration: AgentConfiguration

  /// How long a started Redis may take to answer.
  static let startLimit = Duration.seconds(30)

  /// Makes the Redis, or finds it as it should be.
  /// - Throws: ``ProtocolError`` with `refused` when something else has the name or the directory.
  func provision(_ order: Provision, run: RunID) async throws(ProtocolError) -> Provision.Reply {
    guard configuration.redisDirectory == order.directory else {
      throw ProtocolError(
        .refused, "this agent may not put a Redis into \(order.directory)",
        next: "run `coordinator bootstrap`, which tells the agent of a changed fleet file")
    }
    let reference = RedisReference(container: order.container, password: .stored)
    let inspection = RedisInspection(access: access)
    let before = try await inspection.facts(of: reference)
    let isOurs = await state.restorable.provisioned[order.container] != nil
    if before.containerID != nil {
      guard isOurs else {
        throw ProtocolError(
          .refused, "a container \(order.container) is there already, and this fleet did not make it",
          next: "choose another `redis.target.container`, or remove that one if nothing uses it")
      }
      let facts = try await started(reference)
      try accept(facts, order)
      return Provision.Reply(created: false, redis: facts)
    }
    let template = try self.template(order)
    try await image(order.image)
    try await state.remember(.provisioned(container: order.container, run: run))
    try write(template, order: order)
    do {
      try await compose.up([RedisTemplate.service], in: template.project)
    } catch {
      throw ProtocolError(error)
    }
    let facts = try await started(reference)
    try accept(facts, order)
    return Provision.Reply(created: true, redis: facts)
  }

  /// Removes what `provision` made in this run: the container and its directories. What an earlier run made, or somebody
  /// else, is left alone: a run puts back what it changed, no more.
  /// - Returns: whether there was something of this run.
  /// - Throws: ``ProtocolError`` with `refused` when the Redis holds the pen.
  func remove(_ order: RemoveProvisioned, run: RunID) async throws(ProtocolError) -> Bool {
    guard await state.restorable.provisioned[order.container] == run else { return false }
    switch await state.pen.pen {
    case .hold, .cut:
      throw ProtocolError(.refused, "\(order.container) holds the pen; it is not removed", next: "coordinator rollback")
    case .not, nil: break
    }
    do {
      let engine = try await access.docker.connected()
      _ = try? await engine.stop(order.container, grace: 10)
      do {
        try await engine.remove(order.container)
      } catch {
        guard error.code == .notFound else { throw error }
      }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
    for name in ["conf", "data", "secrets", "docker-compose.yml"] {
      try? FileManager.default.removeItem(atPath: "\(order.directory)/\(name)")
    }
    try await state.remember(.provisionedRemoved(container: order.container))
    return true
  }

  private func template(_ order: Provision) throws(ProtocolError) -> RedisTemplate {
    do {
      return try order.password.withRevealed { password throws(DockerError) in
        try RedisTemplate(
          container: order.container, image: order.image, directory: order.directory,
          publish: order.address.contains(":") ? "[\(order.address)]:\(order.port)" : "\(order.address):\(order.port)",
          maximumMemory: "\(order.maximumMemory)", password: password, user: getuid(), group: getgid())
      }
    } catch {
      throw ProtocolError(error)
    }
  }

  private func image(_ name: String) async throws(ProtocolError) {
    do {
      guard let reference = ImageReference(name) else {
        throw DockerError(.parameterInvalid, "\(name) is not an image's name")
      }
      let engine = try await access.docker.connected()
      if try await engine.image(reference) == nil { try await engine.pull(reference) }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  private func write(_ template: RedisTemplate, order: Provision) throws(ProtocolError) {
    do {
      _ = try RedisTemplateInstaller(template).install()
    } catch {
      throw ProtocolError(error)
    }
    let kept = RedisAccess.passwordFile(in: configuration.stateDirectory)
    do {
      try order.password.withRevealed { try Self.write(Array($0.utf8), to: kept, mode: 0o600) }
    } catch {
      throw ProtocolError(
        .storage, "the password of \(order.container) cannot be kept in \(configuration.stateDirectory)",
        next: "check the free room and the owner of that directory", cause: "\(error)")
    }
  }

  /// Writes a file that nobody else may read before its content is there.
  static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws {
    let temporary = FilePath(path + ".new")
    let file = try FileDescriptor.open(
      temporary, .writeOnly, options: [.create, .truncate, .noFollow],
      permissions: FilePermissions(rawValue: CInterop.Mode(mode | 0o200)))
    try file.closeAfter {
      try file.writeAll(bytes)
      guard fchmod(file.rawValue, mode_t(mode)) == 0, fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
    guard rename(temporary.string, path) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Waits until the Redis answers.
  private func started(_ reference: RedisReference) async throws(ProtocolError) -> RedisFacts {
    let inspection = RedisInspection(access: access)
    let deadline = ContinuousClock.now + Self.startLimit
    while true {
      let facts = try await inspection.facts(of: reference, withFormat: true)
      if facts.runID != nil, facts.loading == false { return facts }
      guard ContinuousClock.now < deadline else {
        throw ProtocolError(
          .redis, "\(reference.container) did not answer within \(Self.startLimit): \(facts.problem ?? facts.state)",
          next: "docker logs \(reference.container)")
      }
      do {
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        throw ProtocolError(.cancelled, "the wait for \(reference.container) was cancelled")
      }
    }
  }

  /// A Redis of ours is taken when it follows, or when it is empty.
  private func accept(_ facts: RedisFacts, _ order: Provision) throws(ProtocolError) {
    guard facts.role == "slave" || facts.keys == 0 else {
      throw ProtocolError(
        .refused, "\(order.container) is a master with \(facts.keys ?? 0) keys; it must be empty or a replica",
        next: "look at `coordinator status`: if it holds the pen, the move back is `coordinator rollback`")
    }
    guard facts.evictionPolicy == "noeviction" else {
      throw ProtocolError(
        .refused, "\(order.container) evicts keys (\(facts.evictionPolicy ?? "?")); BullMQ needs noeviction",
        next: "set maxmemory-policy noeviction in \(order.directory)/conf/redis.conf")
    }
  }
}
