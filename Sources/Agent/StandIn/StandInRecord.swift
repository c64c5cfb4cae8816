import Cutover
import Protocol

/// What the agent's journal keeps of a stand-in: enough to find the Redis behind it and to bring it up again. No secret.
struct StandInRecord: Codable, Hashable, Sendable {
  /// The old Redis, with the port of its name.
  let redis: RedisReference
  /// The new Redis's IP address.
  let address: String
  /// Its port.
  let port: Int
  /// The pen epoch from which on the new Redis is the one to pass connections on to.
  let pen: Epoch
  /// Where the old Redis answers while the stand-in has its port.
  let movedPort: Int
  /// How far it is.
  var stage: StandInFacts.Stage

  /// The same, further on.
  func at(_ stage: StandInFacts.Stage) -> StandInRecord {
    var copy = self
    copy.stage = stage
    return copy
  }

  /// Where the old Redis is to be found by this record; after a crash inside a move it may be at either port.
  var redisPort: Int? {
    switch stage {
    case .moving, .serving: movedPort
    case .prepared, .suspended, .ended: nil
    }
  }

  /// A port that is free in a container that runs nothing but a Redis. Cluster mode, whose bus has this one, is refused at
  /// preflight.
  static func movedPort(from port: Int) -> Int { port <= 55_535 ? port + 10_000 : port - 10_000 }
}
