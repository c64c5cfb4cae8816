import NIOHTTP1

/// Commands in a container.
extension DockerEngine {
  /// Runs a command in a running container and waits for its end.
  /// - Parameters:
  ///   - command: the program and its arguments; never a secret, since `ps` shows them.
  ///   - container: its id or name.
  ///   - environment: variables for this command alone: where secrets go (`REDISCLI_AUTH`).
  ///   - limit: the most bytes of output that are read.
  ///   - deadline: the longest that the command may take. A command that takes longer is left running: bound it itself.
  /// - Throws: `conflict` where the container does not run; a failing command is an exit code, not an error.
  public func execute(
    _ command: [String], in container: String, environment: EnvironmentVariables = EnvironmentVariables(),
    limit: Int = 1 << 20, deadline: Duration = .seconds(15)
  ) async throws(DockerError) -> ExecResult {
    let assignments = environment.names.map { "\($0)=\(environment[$0] ?? "")" }
    let creation = ExecCreation(environment: assignments, command: command)
    let request = try EngineRequest(.POST, Self.path(container, "exec"), json: creation)
    let created = try await decoded(ExecCreated.self, from: request, deadline: deadline)
    let path = "/exec/\(Self.segment(created.id))"
    let start = try EngineRequest(.POST, path + "/start", json: ["Detach": false, "Tty": false])
    let output = try await output(of: start, isFramed: true, limit: limit, deadline: deadline)
    let exitCode = try await exitCode(of: path, deadline: deadline)
    return ExecResult(
      exitCode: exitCode, standardOutput: output.bytes(of: .standardOutput),
      standardError: output.bytes(of: .standardError), isTruncated: output.isTruncated)
  }

  /// The output can end a moment before the daemon has noted the process's end.
  private func exitCode(of path: String, deadline: Duration) async throws(DockerError) -> Int {
    try await Deadline(limit: deadline, call: "GET \(path)/json").run {
      while true {
        let report = try await decoded(ExecReport.self, from: EngineRequest(.GET, path + "/json"), deadline: deadline)
        if !report.isRunning, let code = report.exitCode { return code }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }
}

/// The body of `POST /containers/{id}/exec`.
private struct ExecCreation: Encodable {
  let attachesOutput = true
  let attachesError = true
  let environment: [String]
  let command: [String]

  private enum CodingKeys: String, CodingKey {
    case attachesOutput = "AttachStdout"
    case attachesError = "AttachStderr"
    case environment = "Env"
    case command = "Cmd"
  }
}

/// Its answer.
private struct ExecCreated: Decodable {
  let id: String
  private enum CodingKeys: String, CodingKey { case id = "Id" }
}

/// The answer of `GET /exec/{id}/json`.
private struct ExecReport: Decodable {
  let isRunning: Bool
  let exitCode: Int?

  private enum CodingKeys: String, CodingKey {
    case isRunning = "Running"
    case exitCode = "ExitCode"
  }
}
