import Cutover

/// The stand-in at an old Redis's name, as that Redis's agent sees it.
public struct StandInFacts: Codable, Hashable, Sendable {
  /// How far it is.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// It waits for the port, which is still the Redis's: the pen has not moved.
    case prepared
    /// The Redis is about to leave the port.
    case moving
    /// The port is the stand-in's.
    case serving
    /// The port is the Redis's again, since the pen is about to move here; it goes on if the pen does not.
    case suspended
    /// There is none any more.
    case ended
  }

  /// Its container.
  public var container: String
  /// How far it is.
  public var stage: Stage
  /// Whether its container runs.
  public var isRunning: Bool
  /// The new Redis, as `address:port`.
  public var target: String
  /// The port at which the old Redis itself answers now, inside its container.
  public var redisPort: Int
  /// Who comes through it: what has yet to be moved.
  public var clients: [ClientFacts]

  /// Makes one from its fields.
  public init(
    container: String, stage: Stage, isRunning: Bool, target: String, redisPort: Int, clients: [ClientFacts] = []
  ) {
    self.container = container
    self.stage = stage
    self.isRunning = isRunning
    self.target = target
    self.redisPort = redisPort
    self.clients = clients
  }
}
