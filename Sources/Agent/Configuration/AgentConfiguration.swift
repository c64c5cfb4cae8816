import FoundationEssentials
import Protocol

/// What an agent is told about itself: `/etc/cutover/agent.json`, written by `coordinator bootstrap`. It bounds what the
/// agent touches: only these projects, only this Redis directory, only these peers, only these requests.
struct AgentConfiguration: Codable, Hashable, Sendable {
  /// A compose project whose workers this agent may steer.
  struct Project: Codable, Hashable, Sendable {
    /// The project's directory.
    var project: String
    /// The compose file, relative to the directory.
    var compose: String
  }

  /// A request that makes a producer of the fleet file add a job, and that this agent may send.
  struct Probe: Codable, Hashable, Sendable {
    /// `POST`, `GET`, ….
    var method: String
    /// The whole URL.
    var url: String
  }

  /// The fleet's name.
  var fleet: String
  /// This host's id in the fleet file.
  var host: String
  /// The tailnet address to listen on.
  var address: String
  /// The port to listen on.
  var port: Int
  /// Where journals and kept secrets lie.
  var stateDirectory: String
  /// The other agents: host id to `address:port`.
  var peers: [String: String]
  /// The projects that this agent may steer.
  var projects: [Project]
  /// Where `provision` may put a Redis; none where it may not.
  var redisDirectory: String?
  /// The requests that this agent may send; none where no producer is probed from here.
  var probes: [Probe]?

  /// Reads the file.
  /// - Throws: ``ProtocolError`` with `precondition`, naming the file and the field.
  static func load(_ path: String) throws(ProtocolError) -> AgentConfiguration {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw ProtocolError(
        .precondition, "the agent's configuration \(path) cannot be read",
        next: "run `coordinator bootstrap`, which writes it", cause: "\(error)")
    }
    do {
      return try JSONDecoder().decode(AgentConfiguration.self, from: data)
    } catch {
      throw ProtocolError(
        .precondition, "\(path) is not an agent's configuration",
        next: "run `coordinator bootstrap`, which writes it", cause: "\(error)")
    }
  }
}
