/// What INFO server says.
public struct ServerInformation: Hashable, Sendable {
  /// `redis_version`; of a Valkey the Redis version that it is compatible with.
  public let version: RedisVersion?
  /// `valkey_version`, of a Valkey only.
  public let valkeyVersion: RedisVersion?
  /// `redis_mode`: `standalone`, `sentinel` or `cluster`.
  public let mode: String?
  /// `run_id`: another one after every start of the process.
  public let runID: String?
  /// `tcp_port`.
  public let tcpPort: Int?
  /// `process_id`, in the server's own pid namespace.
  public let processID: Int?
  /// `uptime_in_seconds`.
  public let uptimeSeconds: Int?
  /// `config_file`: the path in the server's own file system; empty if it was started without one.
  public let configurationFile: String?

  init(_ fields: InformationFields) {
    version = fields.text("redis_version").flatMap { RedisVersion($0) }
    valkeyVersion = fields.text("valkey_version").flatMap { RedisVersion($0) }
    mode = fields.text("redis_mode") ?? fields.text("server_mode")
    runID = fields.text("run_id")
    tcpPort = fields.number("tcp_port")
    processID = fields.number("process_id")
    uptimeSeconds = fields.number("uptime_in_seconds")
    configurationFile = fields.text("config_file")
  }
}
