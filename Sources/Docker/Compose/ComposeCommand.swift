/// The closed set of what is asked of `docker compose`. There is no `down` and no `--remove-orphans`: files of one
/// directory share a project, and the old Redis is a service of the workers' file (contracts.md section 3).
public enum ComposeCommand: Hashable, Sendable {
  /// Everything resolved: services with their environment. Its output holds secrets.
  case configuration
  /// The merged files before interpolation, with each service's `env_file` still named. May hold secrets.
  case model
  /// Creates and starts exactly these services. Their dependencies, builds and pulls are left alone: a dependency may be
  /// the old Redis (safety.md, trap 11).
  case up(services: [String])
  /// The project's containers, also stopped ones.
  case containers

  /// The arguments after `docker`, for a project.
  /// - Throws: `parameterInvalid` for `up` without a service, which would mean all of them, and for a name that compose
  ///   would read as an option.
  public func arguments(for project: ComposeProject) throws(DockerError) -> [String] {
    var arguments = ["compose", "--ansi", "never"]
    if let name = project.name { arguments += ["--project-name", name] }
    arguments += ["--project-directory", project.directory]
    for file in project.files { arguments += ["--file", project.path(file)] }
    for file in project.environmentFiles { arguments += ["--env-file", project.path(file)] }
    switch self {
    case .configuration:
      // Services of a profile count too: the workers that run may have been started with one.
      return arguments + ["--profile", "*", "config", "--format", "json"]
    case .model:
      return arguments + ["config", "--no-interpolate", "--format", "json"]
    case .up(let services):
      guard !services.isEmpty else {
        throw DockerError(.parameterInvalid, "no service was named to start; without one compose would start them all")
      }
      for service in services { try Self.checkName(service) }
      return arguments + ["up", "--detach", "--no-deps", "--no-build", "--pull", "never"] + services
    case .containers:
      return arguments + ["ps", "--all", "--format", "json"]
    }
  }

  private static func checkName(_ service: String) throws(DockerError) {
    let isName = service.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "._-".utf8.contains(byte)
      }
    }
    guard isName, let first = service.utf8.first, first != UInt8(ascii: "-") else {
      throw DockerError(.parameterInvalid, "'\(service)' is no name of a compose service")
    }
  }
}
