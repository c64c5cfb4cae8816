/// A container of a project (`ps --all --format json`).
public struct ComposeContainer: Decodable, Hashable, Sendable {
  /// Its id.
  public let id: String
  /// Its name.
  public let name: String
  /// Its service.
  public let service: String
  /// `running`, `exited`, ….
  public let state: String
  /// The exit code, 0 while it runs.
  public let exitCode: Int

  private enum CodingKeys: String, CodingKey {
    case id = "ID"
    case name = "Name"
    case service = "Service"
    case state = "State"
    case exitCode = "ExitCode"
  }
}
