import Foundation

/// What the agent of one host is told: the content of `/etc/cutover/agent.json`. It holds no secret.
struct AgentConfiguration: Codable, Hashable, Sendable {
  /// A compose project whose workers the agent may steer.
  struct Project: Codable, Hashable, Sendable {
    /// The project's directory.
    var project: String
    /// The compose file, relative to the directory.
    var compose: String
  }

  /// A request that makes a producer add a job, and that the agent may send.
  struct Probe: Codable, Hashable, Sendable {
    /// `POST`, `GET`, ….
    var method: String
    /// The whole URL.
    var url: String
  }

  /// Name of the fleet.
  var fleet: String
  /// Host id in the fleet file.
  var host: String
  /// Tailnet address to listen on.
  var address: String
  /// TCP port to listen on.
  var port: UInt16 = 7460
  /// Directory of the agent's journals.
  var stateDirectory: String = "/var/lib/cutover"
  /// The other agents: host id to `address:port`.
  var peers: [String: String] = [:]
  /// Compose projects on this host.
  var projects: [Project] = []
  /// Where a Redis may be provisioned, or nil.
  var redisDirectory: String?
  /// The requests that the agent may send, or nil.
  var probes: [Probe]?

  /// The file's content: keys sorted, so that equal configurations are equal bytes.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
