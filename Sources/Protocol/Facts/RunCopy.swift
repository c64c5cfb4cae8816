import Cutover

/// An agent's copy of a run's journal, as one leader of the run sent it. It may lag behind: nothing may be concluded from
/// what it does not say.
public struct RunCopy: Codable, Hashable, Sendable {
  /// The lease under which it was sent.
  public var grant: Grant
  /// The run's journal from its beginning.
  public var entries: [RunEntry]

  /// Makes one from its fields.
  public init(grant: Grant, entries: [RunEntry]) {
    self.grant = grant
    self.entries = entries
  }
}
