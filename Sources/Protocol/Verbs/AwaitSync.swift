import Cutover

/// Waits until the follower has a whole copy that would survive its own crash.
public struct AwaitSync: Verb {
  /// The name on the wire.
  public static let name = VerbName.awaitSync
  /// The one that follows.
  public var follower: RedisReference
  /// An estimate of the copy's size, for percent and time left.
  public var expectedBytes: Int?

  /// Makes one from its fields.
  public init(follower: RedisReference, expectedBytes: Int? = nil) {
    self.follower = follower
    self.expectedBytes = expectedBytes
  }

  /// The copy is whole.
  public struct Reply: Codable, Hashable, Sendable {
    /// Where the follower is.
    public var position: ReplicationPosition
    /// Bytes that came through the relay.
    public var bytes: Int
    /// How long the bytes of the copy took.
    public var milliseconds: Int

    /// Makes one from its fields.
    public init(position: ReplicationPosition, bytes: Int, milliseconds: Int) {
      self.position = position
      self.bytes = bytes
      self.milliseconds = milliseconds
    }
  }

  /// How far the copy is.
  public struct Progress: Codable, Hashable, Sendable {
    /// `connecting`, `copying`, `loading`, `rewriting` or `following`.
    public var stage: String
    /// Bytes that came through the relay so far.
    public var bytes: Int
    /// The size, where it is known.
    public var expectedBytes: Int?

    /// Makes one from its fields.
    public init(stage: String, bytes: Int, expectedBytes: Int? = nil) {
      self.stage = stage
      self.bytes = bytes
      self.expectedBytes = expectedBytes
    }
  }
}
