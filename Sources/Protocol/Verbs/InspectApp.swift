/// Asks for the App's containers on a host, and which Redis each really has in its environment.
public struct InspectApp: Verb {
  /// The name on the wire.
  public static let name = VerbName.inspectApp
  /// Which containers.
  public var app: AppSelector

  /// Makes one from its fields.
  public init(app: AppSelector) { self.app = app }

  /// The containers, by name; none where the host has none.
  public struct Reply: Codable, Hashable, Sendable {
    /// Running or not.
    public var containers: [AppFacts]

    /// Makes one from its fields.
    public init(containers: [AppFacts]) { self.containers = containers }
  }
}
