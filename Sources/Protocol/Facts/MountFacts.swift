/// One mount of a container.
public struct MountFacts: Codable, Hashable, Sendable {
  /// `bind`, `volume` or `tmpfs`.
  public var type: String
  /// The path on the host.
  public var source: String
  /// The path in the container.
  public var destination: String

  /// Makes one from its fields.
  public init(type: String, source: String, destination: String) {
    self.type = type
    self.source = source
    self.destination = destination
  }
}
