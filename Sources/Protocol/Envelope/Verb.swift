/// One request of the closed set: its fields, the type of its answer, and the type of what it streams while it works.
public protocol Verb: Codable, Sendable {
  /// What comes back at the end.
  associatedtype Reply: Codable & Sendable
  /// What may come back before the end; ``NoProgress`` where nothing does.
  associatedtype Progress: Codable & Sendable = NoProgress

  /// The name on the wire.
  static var name: VerbName { get }
}

/// The progress of a verb that streams nothing.
public struct NoProgress: Codable, Hashable, Sendable {
  /// Makes one; nobody needs to.
  public init() {}
}

/// The answer of a verb that has nothing to say but that it is done.
public struct Done: Codable, Hashable, Sendable {
  /// Makes one.
  public init() {}
}
