import Cutover

/// Has the old Redis's name answered by a stand-in that passes connections on to the new one. Before the pen moves it is
/// prepared and waits for the port; after the move it is proven, or brought up. Repeated, it goes on where it was.
public struct BeginStandIn: Verb {
  /// The name on the wire.
  public static let name = VerbName.beginStandIn
  /// The old Redis, with the port of its name.
  public var redis: RedisReference
  /// The new Redis's IP address, as the old one's host reaches it.
  public var address: String
  /// Its port.
  public var port: Int
  /// Its password.
  public var password: Secret

  /// Makes one from its fields.
  public init(redis: RedisReference, address: String, port: Int, password: Secret) {
    self.redis = redis
    self.address = address
    self.port = port
    self.password = password
  }

  /// How it stands now.
  public typealias Reply = StandInFacts
}
