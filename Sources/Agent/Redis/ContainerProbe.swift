import Docker
import Protocol

/// Reaches a Redis from inside a container of this host, since that is where its clients live: by the container's own
/// `redis-cli`, without a password, which nobody in it shall see.
struct ContainerProbe: Sendable {
  let docker: DockerAccess

  /// Asks for a PING.
  /// - Throws: ``ProtocolError`` with `unreachable` when nothing came back that a Redis would say.
  func probe(_ verb: ProbeRedis, from container: String) async throws(ProtocolError) -> ProbeRedis.Reply {
    let began = ContinuousClock.now
    // A tool of 7.0 has no time limit of its own.
    let words = ["timeout", "5", "redis-cli", "-h", verb.address, "-p", "\(verb.port)", "PING"]
    let said: String
    do {
      let result = try await docker.connected().execute(words, in: container)
      let error = String(decoding: result.standardError, as: UTF8.self)
      said = result.text.isEmpty ? (error.isEmpty ? "nothing within 5 s" : error) : result.text
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
    guard said.hasPrefix("PONG") || said.hasPrefix("NOAUTH") else {
      throw ProtocolError(
        .unreachable, "from inside \(container), \(verb.address):\(verb.port) answers: \(said.prefix(120))",
        next: "docker exec \(container) redis-cli -h \(verb.address) -p \(verb.port) ping")
    }
    return ProbeRedis.Reply(version: "", microseconds: Int((ContinuousClock.now - began) / .microseconds(1)))
  }
}
