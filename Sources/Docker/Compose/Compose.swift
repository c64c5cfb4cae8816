import Subprocess
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `docker compose` as a command with a scrubbed environment: a variable exported in some shell beats every file in
/// interpolation, so compose sees PATH, HOME and where Docker is, and nothing else.
public struct Compose: Sendable {
  /// The longest output that is read, in bytes.
  public static let outputLimit = 8 << 20
  /// Where programs are looked for.
  public static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// Compose's HOME, and where proofs are written: a directory of the agent's own, mode 0700.
  public let home: FilePath
  private let environment: [Environment.Key: String]

  /// Names where compose may write and find things.
  /// - Parameters:
  ///   - home: its HOME: the agent's state directory.
  ///   - path: its PATH.
  ///   - configuration: DOCKER_CONFIG; nil for `.docker` in its HOME.
  ///   - socket: the daemon's socket where it is not the default.
  public init(home: FilePath, path: String = defaultPath, configuration: FilePath? = nil, socket: FilePath? = nil) {
    self.home = home
    var environment: [Environment.Key: String] = ["PATH": path, "HOME": home.string]
    if let configuration { environment["DOCKER_CONFIG"] = configuration.string }
    if let socket { environment["DOCKER_HOST"] = "unix://\(socket)" }
    self.environment = environment
  }

  /// Everything resolved. Holds secrets.
  public func configuration(
    of project: ComposeProject, deadline: Duration = .seconds(20)
  ) async throws(DockerError) -> ComposeConfiguration {
    try Self.decoded(try await output(of: .configuration, in: project, deadline: deadline), "config")
  }

  /// Creates and starts exactly these services, recreating those whose definition or environment has changed.
  public func up(
    _ services: [String], in project: ComposeProject, deadline: Duration = .seconds(120)
  ) async throws(DockerError) {
    _ = try await output(of: .up(services: services), in: project, deadline: deadline)
  }

  /// The project's containers, also stopped ones. From 2.21 compose writes a line for each, before that an array.
  public func containers(
    of project: ComposeProject, deadline: Duration = .seconds(20)
  ) async throws(DockerError) -> [ComposeContainer] {
    let output = try await output(of: .containers, in: project, deadline: deadline)
    return try Self.containers(output)
  }

  static func containers(_ output: String) throws(DockerError) -> [ComposeContainer] {
    if output.first == "[" { return try decoded(output, "ps") }
    var containers: [ComposeContainer] = []
    for line in output.split(whereSeparator: \.isNewline) { containers.append(try decoded(String(line), "ps")) }
    return containers
  }

  static func decoded<Value: Decodable>(_ output: String, _ command: String) throws(DockerError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(output.utf8))
    } catch {
      throw DockerError(
        .responseInvalid, "the output of docker compose \(command) cannot be read",
        remedy: "Compose v2 is required: docker compose version")
    }
  }

  /// Runs a command and gives its standard output.
  /// - Throws: `composeMissing`, `deadlineExceeded`, or `composeFailed` with what it wrote, redacted.
  func output(
    of command: ComposeCommand, in project: ComposeProject, deadline: Duration
  ) async throws(DockerError) -> String {
    let arguments = try command.arguments(for: project)
    let call = "docker compose \(command.name)"
    let result = try await Deadline(limit: deadline, call: call).run {
      do {
        return try await execute(arguments, in: project)
      } catch let error as SubprocessError {
        throw Self.failure(error, call, project)
      }
    }
    guard result.isSuccess else {
      throw DockerError(
        .composeFailed, "\(call) of \(project.directory) failed: \(ComposeDiagnostics.redacted(result.error))",
        remedy: "Run it by hand in that directory: docker compose \(command.name)")
    }
    return result.output
  }

  private func execute(
    _ arguments: [String], in project: ComposeProject
  ) async throws -> (isSuccess: Bool, output: String, error: String) {
    var options = PlatformOptions()
    // Compose and its plugin process end together, with the time to leave what they do in a defined state.
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let result = try await Subprocess.run(
      .name("docker"), arguments: Arguments(arguments), environment: .custom(environment),
      workingDirectory: FilePath(project.directory), platformOptions: options, input: .none,
      output: .string(limit: Self.outputLimit), error: .string(limit: 1 << 16))
    return (result.terminationStatus.isSuccess, result.standardOutput, result.standardError)
  }

  private static func failure(_ error: SubprocessError, _ call: String, _ project: ComposeProject) -> DockerError {
    switch error.code {
    case .executableNotFound, .spawnFailed:
      DockerError(
        .composeMissing, "\(call) cannot be started: the docker command was not found",
        remedy: "Install Docker's command and its compose plugin: apt-get install docker-ce-cli docker-compose-plugin",
        cause: "\(error)")
    case .failedToChangeWorkingDirectory:
      DockerError(
        .composeFailed, "\(call) cannot be started in \(project.directory): there is no such directory to enter",
        remedy: "Correct workers.project in the fleet file, and bind the directory in the agent's unit.")
    case .outputLimitExceeded:
      DockerError(.responseTooLarge, "\(call) wrote more than \(outputLimit) bytes")
    default:
      DockerError(.composeFailed, "\(call) broke off", cause: "\(error)")
    }
  }
}

extension ComposeCommand {
  /// The command's name for messages.
  fileprivate var name: String {
    switch self {
    case .configuration: "config"
    case .model: "config --no-interpolate"
    case .up: "up"
    case .containers: "ps"
    }
  }
}
