/// The lease as it stands at one agent: who was granted the highest epoch, and who that is in words.
public struct LeaseHolder: Sendable, Hashable, Codable {
  /// The epoch and its run.
  public let grant: Grant
  /// Operator and laptop.
  public let holder: String

  /// As granted.
  public init(grant: Grant, holder: String) {
    self.grant = grant
    self.holder = holder
  }
}
