/// What compose writes on a container that it made: enough to rebuild the command that made it (contracts.md section 3).
public struct ComposeLabels: Hashable, Sendable {
  /// The project's name.
  public let project: String
  /// The service's name.
  public let service: String
  /// The project directory.
  public let workingDirectory: String?
  /// The compose files, as they were named.
  public let configurationFiles: [String]
  /// The files of `--env-file`, as they were named; empty where `.env` was used by default.
  public let environmentFiles: [String]
  /// The hash of the service's definition: differs after the definition has changed.
  public let configurationHash: String?
  /// Whether it came from `compose run` and not from `up`.
  public let isOneOff: Bool

  /// Reads the labels; nil for a container that compose did not make.
  public init?(_ labels: [String: String]) {
    let prefix = "com.docker.compose."
    guard let project = labels[prefix + "project"], let service = labels[prefix + "service"] else { return nil }
    self.project = project
    self.service = service
    workingDirectory = labels[prefix + "project.working_dir"]
    configurationFiles = Self.list(labels[prefix + "project.config_files"])
    environmentFiles = Self.list(labels[prefix + "project.environment_file"])
    configurationHash = labels[prefix + "config-hash"]
    isOneOff = labels[prefix + "oneoff"].map { $0.lowercased() == "true" } ?? false
  }

  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map(String.init)
  }
}
