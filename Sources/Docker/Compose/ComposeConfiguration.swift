/// A project as compose resolves it (`config --format json`).
public struct ComposeConfiguration: Decodable, Hashable, Sendable {
  /// The project's name.
  public let name: String
  /// Its services by name.
  public let services: [String: ComposeService]
}
