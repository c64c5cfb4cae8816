import Docker
import Protocol
import SystemPackage

/// The env file that supplies the workers' variable: found by proof, staged beside the old one, put in place by a rename,
/// and brought back the same way.
struct WorkersEnvironment: Sendable {
  let compose: Compose
  let reference: WorkersReference

  /// What will be staged, and what stood there before.
  struct Staging: Sendable {
    let record: StagedEnvironmentFile
    let facts: VariableFacts
    let after: RedisURL
  }

  private var project: ComposeProject {
    ComposeProject(directory: reference.project, files: [reference.compose])
  }

  private var patterns: [ServicePattern] {
    reference.services.split(separator: ",").map { ServicePattern(String($0.filter { $0 != " " })) }
  }

  /// Which file supplies the variable, and what it says.
  func facts() async throws(ProtocolError) -> VariableFacts {
    Self.facts(try await resolve())
  }

  /// Writes the new env file beside the old one, and proves by compose that the services would get the new value.
  /// - Parameters:
  ///   - content: what the variable will say.
  ///   - previous: the last flip of this project, whose kept file `.previous` goes back to.
  ///   - run: names the files.
  func stage(
    _ content: EnvironmentContent, previous: StagedEnvironmentFile?, run: String
  ) async throws(ProtocolError) -> Staging {
    let resolution = try await resolve()
    do {
      let rewriter = try EnvironmentFileRewriter(file: FilePath(resolution.file), project: FilePath(reference.project))
      let (file, identity) = try rewriter.read()
      let wanted: EnvironmentFile
      switch content {
      case .value(let secret):
        wanted = try secret.withRevealed { value throws(DockerError) in
          try file.replacing(resolution.variable, with: value)
        }
      case .previous: wanted = try Self.previous(of: file, variable: resolution.variable, flip: previous)
      }
      guard let value = wanted.assignment(of: resolution.variable)?.value else {
        throw DockerError(.environmentFileInvalid, "the new value of \(resolution.variable) does not read back")
      }
      let after = try RedisURL(parsing: value)
      let record = try rewriter.stage(wanted, replacing: identity, run: run)
      do {
        try await prove(resolution, record: record, rewriter: rewriter, value: value)
      } catch {
        try rewriter.discard(record)
        throw error
      }
      return Staging(record: record, facts: Self.facts(resolution), after: after)
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw ProtocolError(.internalError, "\(error)")
    }
  }

  /// Puts a staged file in place; the one before is kept beside it.
  func commit(_ record: StagedEnvironmentFile) throws(ProtocolError) {
    do {
      try EnvironmentFileRewriter(resuming: record).commit(record)
    } catch {
      throw ProtocolError(error)
    }
  }

  /// Brings the file back that was there before a flip.
  func restore(_ record: StagedEnvironmentFile) throws(ProtocolError) {
    do {
      try EnvironmentFileRewriter(resuming: record).restore(record)
    } catch {
      throw ProtocolError(error)
    }
  }

  /// Removes a staged file.
  func discard(_ record: StagedEnvironmentFile) throws(ProtocolError) {
    do {
      try EnvironmentFileRewriter(resuming: record).discard(record)
    } catch {
      throw ProtocolError(error)
    }
  }

  /// Recreates the services that the patterns name.
  func start() async throws(ProtocolError) {
    do {
      let configuration = try await compose.configuration(of: project)
      let services = try ServicePattern.services(matching: patterns, among: configuration.services.keys.sorted())
      try await compose.up(services, in: project)
    } catch {
      throw ProtocolError(error)
    }
  }

  private func resolve() async throws(ProtocolError) -> VariableResolution {
    do {
      return try await VariableResolver(compose: compose, project: project).resolve(reference.variable, of: patterns)
    } catch {
      throw ProtocolError(error)
    }
  }

  private func prove(
    _ resolution: VariableResolution, record: StagedEnvironmentFile, rewriter: EnvironmentFileRewriter, value: String
  ) async throws(DockerError) {
    let resolver = VariableResolver(compose: compose, project: project)
    let values = try await resolver.values(of: resolution, with: rewriter.path(of: record))
    let wrong = values.filter { $0.value != value }.keys.sorted()
    guard wrong.isEmpty else {
      throw DockerError(
        .variableUnresolved,
        "with the new env file, compose would not give the new \(resolution.variable) to \(wrong.joined(separator: ", "))",
        remedy: "look at `docker compose config` in \(reference.project)")
    }
  }

  /// The file as it was before the last flip: byte for byte where nothing else was edited since, else its value only.
  private static func previous(
    of file: EnvironmentFile, variable: String, flip: StagedEnvironmentFile?
  ) throws(DockerError) -> EnvironmentFile {
    guard let flip else {
      throw DockerError(
        .fileRefused, "no earlier flip of this project's env file is known here",
        remedy: "give the value by hand: edit the file and run `docker compose up -d`")
    }
    let rewriter = try EnvironmentFileRewriter(
      file: FilePath(flip.file).removingLastComponent().appending(flip.previous), project: FilePath(flip.project))
    let kept = try rewriter.read().file
    guard let before = kept.assignment(of: variable)?.value, let now = file.assignment(of: variable)?.value else {
      throw DockerError(.environmentFileInvalid, "\(variable) cannot be read from the kept env file or the present one")
    }
    if try kept.replacing(variable, with: now).bytes == file.bytes { return kept }
    return try file.replacing(variable, with: before)
  }

  private static func facts(_ resolution: VariableResolution) -> VariableFacts {
    let url = try? RedisURL(parsing: resolution.value)
    return VariableFacts(
      file: resolution.file, line: resolution.line,
      mechanism: resolution.mechanisms.map(\.rawValue).sorted().joined(separator: ", "),
      redactedValue: url?.description ?? "<not a redis URL>", redis: url?.address, services: resolution.services,
      dependents: resolution.dependingServices)
  }
}
