import Protocol

/// One group of workers of the fleet file.
struct WorkersStatus: Codable, Hashable, Sendable {
  /// Id of the host.
  var host: String
  /// The compose project's directory.
  var project: String
  /// Which services are workers.
  var services: String
  /// The variable that names the Redis.
  var variable: String
  /// Why nothing is known of them.
  var problem: ProtocolError?
  /// The workers, by service.
  var workers: [WorkerFacts]

  /// How many run.
  var running: Int { workers.count { $0.running } }
}
