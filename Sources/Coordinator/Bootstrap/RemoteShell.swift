import SSH

/// Sends ``RemoteCommand`` values to one host and turns failures into errors that say what to do.
struct RemoteShell: Sendable {
  let host: String
  let connection: SSHConnection

  /// Runs a command that must succeed; returns its standard output.
  @discardableResult
  func run(_ command: RemoteCommand) async throws(BootstrapError) -> String {
    let result = try await attempt(command)
    guard result.succeeded else { throw Self.failure(command, result, host: host) }
    return result.output
  }

  /// Runs a command whose status the caller looks at.
  func attempt(_ command: RemoteCommand) async throws(BootstrapError) -> CommandResult {
    do {
      return try await connection.run(command.line, input: command.input, timeout: command.timeout)
    } catch {
      throw BootstrapError(error, host: host)
    }
  }

  /// The error for a command that ended badly: what it wrote, and for a full disk what to do about that.
  static func failure(_ command: RemoteCommand, _ result: CommandResult, host: String) -> BootstrapError {
    let end = result.signal.map { "by signal \($0)" } ?? "with status \(result.exitStatus)"
    let said = result.errorOutput.split(whereSeparator: \.isNewline).suffix(5).joined(separator: "; ")
    let observed = "\(command.purpose) ended \(end): \(said.isEmpty ? "it wrote nothing" : said)"
    guard !result.errorOutput.contains("No space left on device") else {
      return BootstrapError(
        .disk, host: host, observed: observed, required: "free space and free inodes on the host",
        next: """
          free some there (df -h; df -i; sudo journalctl --vacuum-size=100M; docker system df), then bootstrap again: it \
          goes on where it stopped
          """)
    }
    return BootstrapError(
      .install, host: host, observed: observed, required: "\(command.purpose) succeeds",
      next: "correct that on the host, then bootstrap again: it goes on where it stopped")
  }
}
