/// Between agents: opens the leading end of the relay. After the reply the connection is a plain byte stream.
public struct OpenRelay: Verb {
  /// The name on the wire.
  public static let name = VerbName.relay
  /// The Redis that leads, on the asked agent's host.
  public var leader: RedisReference

  /// Makes one from its fields.
  public init(leader: RedisReference) {
    self.leader = leader
  }

  /// What comes back.
  public typealias Reply = Done
}
