import Docker
import Protocol
import Redis

/// What a Redis must be so that a stand-in can take the port of its name.
struct StandInRequirements: Sendable {
  let access: RedisAccess

  /// `CONFIG SET port` is there from this version on (redis 7.0 release notes).
  static let oldestVersion = RedisVersion(7, 0)

  /// - Throws: ``ProtocolError`` with `precondition`, naming what is missing.
  func check(_ redis: RedisReference, _ container: ContainerDetails) async throws(ProtocolError) {
    guard redis.password == .none else {
      throw refused("\(redis.container) asks for a password, which its clients would send to the new one", "none")
    }
    let mode = container.host.networkMode
    guard mode != "host", !mode.hasPrefix("container:") else {
      throw refused("\(redis.container) is in the network `\(mode)`", "a network namespace of its own")
    }
    guard redis.port >= 1024 else {
      throw refused("\(redis.container) listens on port \(redis.port)", "1024 or above, which needs no privilege")
    }
    let (information, ports) = try await access.withConnection(redis) { connection throws(RedisError) in
      let ports = try await connection.send([.configGet("port"), .configGet("tls-port")])
      return (try await connection.information(.server).server, ports.compactMap { $0.array?.last?.string })
    }
    guard let version = information.version, version >= Self.oldestVersion else {
      throw refused(
        "\(redis.container) is \(information.version.map { "\($0)" } ?? "of an unknown version")",
        "\(Self.oldestVersion) or newer, which can change its port")
    }
    guard ports.first == "\(redis.port)", ports.count < 2 || ports[1] == "0" else {
      let found = ports.joined(separator: " and, with TLS, ")
      throw refused("\(redis.container) listens on \(found)", "\(redis.port) alone")
    }
    guard information.mode != "cluster", information.mode != "sentinel" else {
      throw refused("\(redis.container) runs in \(information.mode ?? "?") mode", "standalone")
    }
  }

  private func refused(_ observed: String, _ required: String) -> ProtocolError {
    ProtocolError(
      .precondition, "no stand-in: \(observed); required: \(required)",
      next: "move the App in this run, or right after it")
  }
}
