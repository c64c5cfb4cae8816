/// A group of worker services in one compose project on one host.
struct FleetWorkers: Hashable, Sendable {
  /// Id of the host.
  let host: String
  /// Absolute directory of the compose project on the host.
  let project: String
  /// The compose file: absolute, or relative to `project`.
  let compose: String
  /// Which services of the compose file are workers. Never empty.
  let services: [ServiceGlob]
  /// The environment variable with the URL of the Redis.
  let variable: String

  /// Whether a compose service belongs to this group.
  func matches(service: String) -> Bool {
    services.contains { $0.matches(service) }
  }
}
