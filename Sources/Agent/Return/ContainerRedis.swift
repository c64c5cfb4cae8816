import Docker
import Protocol
import Redis

/// Speaks to a Redis from inside its container, by `redis-cli`: the one way while it is in no network. A password goes
/// by the command's environment, never in its arguments.
struct ContainerRedis: Sendable {
  let engine: DockerEngine
  let container: String
  let port: Int
  let password: Secret?

  /// Whether it is a read-only replica that refuses a write. The key does not exist: the write would change nothing.
  func isFenced() async throws(DockerError) -> Bool {
    let replication = RedisInformation(parsing: try await ask(["INFO", "replication"])).replication
    guard replication.role == .replica, replication.master?.isReadOnly == true else { return false }
    return try await ask(["DEL", "cutover:no-such-key"]).contains("READONLY")
  }

  /// Whom it follows, as `host:port`; `nil` where it is a master.
  func leader() async throws(DockerError) -> String? {
    let master = RedisInformation(parsing: try await ask(["INFO", "replication"])).replication.master
    return master.map { "\($0.host):\($0.port ?? 0)" }
  }

  /// Makes it a read-only replica of nobody, and ends what clients it has.
  /// - Returns: whether it obeyed; one that is still loading does not.
  func fence() async throws(DockerError) -> Bool {
    guard try await ask(["CONFIG", "SET", "replica-read-only", "yes"]).contains("OK") else { return false }
    guard try await ask(["REPLICAOF", "127.0.0.1", "1"]).contains("OK") else { return false }
    _ = try await ask(["CLIENT", "KILL", "TYPE", "normal"])
    return true
  }

  /// One command; what Redis or `redis-cli` wrote, errors included.
  func ask(_ words: [String]) async throws(DockerError) -> String {
    let secret = password.map { password in password.withRevealed { [(name: "REDISCLI_AUTH", value: $0)] } }
    let environment = EnvironmentVariables(secret ?? [])
    let command = ["redis-cli", "-h", "127.0.0.1", "-p", "\(port)"] + words
    return try await engine.execute(command, in: container, environment: environment, deadline: .seconds(5)).text
  }
}
