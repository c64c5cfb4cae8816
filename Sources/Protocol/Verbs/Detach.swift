/// Ends the following: the follower stays read-only and holds what it has.
public struct Detach: Verb {
  /// The name on the wire.
  public static let name = VerbName.detach
  /// The one that follows.
  public var follower: RedisReference

  /// Makes one from its fields.
  public init(follower: RedisReference) {
    self.follower = follower
  }

  /// What comes back.
  public typealias Reply = Done
}
