import SystemPackage

/// A compose project on this host: what the command line names, and nothing from anybody's shell.
public struct ComposeProject: Hashable, Sendable, Codable {
  /// The project directory, absolute.
  public var directory: String
  /// The compose files, absolute or relative to the directory, in their order.
  public var files: [String]
  /// The project's name; nil where compose derives it.
  public var name: String?
  /// The files of `--env-file`; empty for the default, `.env` in the directory.
  public var environmentFiles: [String]

  /// Names a project.
  public init(directory: String, files: [String], name: String? = nil, environmentFiles: [String] = []) {
    self.directory = directory
    self.files = files
    self.name = name
    self.environmentFiles = environmentFiles
  }

  /// The project of a running container, from its labels; nil where they do not say enough.
  public init?(_ labels: ComposeLabels) {
    guard let directory = labels.workingDirectory, !labels.configurationFiles.isEmpty else { return nil }
    self.init(
      directory: directory, files: labels.configurationFiles, name: labels.project,
      environmentFiles: labels.environmentFiles)
  }

  /// The files from which `${…}` in the compose files is filled, absolute, the later ones over the earlier.
  public var interpolationFiles: [String] {
    environmentFiles.isEmpty ? [path(".env")] : environmentFiles.map(path)
  }

  /// A path as compose reads it: relative ones begin at the project directory.
  func path(_ text: String) -> String {
    FilePath(directory).pushing(FilePath(text)).lexicallyNormalized().string
  }
}
