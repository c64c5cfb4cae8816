import SystemPackage

/// Finds the file that truly supplies a variable to services, by proof: a copy of each candidate with a sentinel is given
/// to `docker compose config`, and the services whose value becomes the sentinel get it from there.
public struct VariableResolver: Sendable {
  private let compose: Compose
  private let project: ComposeProject

  /// Names the project.
  public init(compose: Compose, project: ComposeProject) {
    self.compose = compose
    self.project = project
  }

  /// Finds the file.
  /// - Parameters:
  ///   - variable: the variable's name.
  ///   - services: the services, by name or pattern.
  /// - Throws: `variableUnresolved` with the reason and what to do, where no single file supplies one value to all of
  ///   them; `notFound` for a pattern that no service matches; what compose and the files throw.
  public func resolve(
    _ variable: String, of patterns: [ServicePattern]
  ) async throws(DockerError) -> VariableResolution {
    let before = try await compose.configuration(of: project)
    let services = try ServicePattern.services(matching: patterns, among: before.services.keys)
    let value = try Self.commonValue(of: variable, services, in: before)
    let model = try await model()
    var suppliers: [Supplier] = []
    for candidate in candidates(services, model) {
      if let supplier = try await supplier(candidate, of: variable, services, before: before, model: model) {
        suppliers.append(supplier)
      }
    }
    let supplier = try judged(suppliers, variable, services, model)
    return VariableResolution(
      variable: variable, file: supplier.candidate.file, line: supplier.line,
      mechanisms: supplier.candidate.mechanisms, services: services, value: value, dependents: supplier.dependents,
      dependingServices: before.dependents(on: services, orHost: (try? RedisURL(parsing: value))?.host))
  }

  /// The values that the services would get if another file stood in the place of the supplying one.
  /// - Parameter staged: the file that is to replace it.
  /// - Returns: the value of each service.
  /// - Throws: `variableUnresolved` for a service that would get none.
  public func values(
    of resolution: VariableResolution, with staged: FilePath
  ) async throws(DockerError) -> [String: String] {
    let candidate = Candidate(file: resolution.file, mechanisms: resolution.mechanisms)
    let model = candidate.mechanisms.contains(.environmentFile) ? try await model() : nil
    let after = try await configuration(with: staged, for: candidate, model)
    var values: [String: String] = [:]
    for service in resolution.services {
      guard let value = after.services[service]?.environment[resolution.variable] else {
        throw DockerError(
          .variableUnresolved, "with the new file \(service) would get no \(resolution.variable)",
          remedy: "Nothing has been changed. Look at the compose project, then plan again.")
      }
      values[service] = value
    }
    return values
  }
}

// MARK: - Candidates and their proof

extension VariableResolver {
  /// A file that may supply the variable, and the ways in which the project reads it.
  private struct Candidate {
    var file: String
    var mechanisms: Set<VariableResolution.Mechanism>
  }

  /// A candidate whose change reached services.
  private struct Supplier {
    var candidate: Candidate
    var line: Int
    /// Services whose value became the sentinel.
    var reached: [String]
    /// Services whose value changed into something else than the sentinel.
    var mixed: [String]
    var dependents: [String]
  }

  private func model() async throws(DockerError) -> ComposeModel {
    try ComposeModel(try await compose.output(of: .model, in: project, deadline: .seconds(20)))
  }

  private func candidates(_ services: [String], _ model: ComposeModel) -> [Candidate] {
    var candidates = project.interpolationFiles.map { Candidate(file: $0, mechanisms: [.interpolation]) }
    for file in model.environmentFiles(of: services, in: project) {
      if let index = candidates.firstIndex(where: { $0.file == file }) {
        candidates[index].mechanisms.insert(.environmentFile)
      } else {
        candidates.append(Candidate(file: file, mechanisms: [.environmentFile]))
      }
    }
    return candidates
  }

  /// Nil where the file does not assign the variable or its change reaches none of the services.
  private func supplier(
    _ candidate: Candidate, of variable: String, _ services: [String], before: ComposeConfiguration,
    model: ComposeModel
  ) async throws(DockerError) -> Supplier? {
    guard let content = try content(of: candidate), let line = content.assignment(of: variable)?.line else {
      return nil
    }
    var generator = SystemRandomNumberGenerator()
    let sentinel = "redis://cutover-proof-\(String(generator.next(), radix: 16)).invalid:6379"
    let copy = try ScratchFile(
      in: compose.home, named: "proof", try content.replacing(variable, with: sentinel).bytes)
    var supplier = Supplier(candidate: candidate, line: line, reached: [], mixed: [], dependents: [])
    supplier.candidate.mechanisms = []
    for mechanism in VariableResolution.Mechanism.allCases where candidate.mechanisms.contains(mechanism) {
      let part = Candidate(file: candidate.file, mechanisms: [mechanism])
      let after = try await configuration(with: copy.path, for: part, model)
      let changes = Self.changes(of: variable, services, from: before, to: after, sentinel: sentinel)
      if !changes.reached.isEmpty || !changes.mixed.isEmpty { supplier.candidate.mechanisms.insert(mechanism) }
      supplier.reached += changes.reached.filter { !supplier.reached.contains($0) }
      supplier.mixed += changes.mixed.filter { !supplier.mixed.contains($0) }
      supplier.dependents += changes.dependents.filter { !supplier.dependents.contains($0) }
    }
    supplier.dependents.sort()
    return supplier.candidate.mechanisms.isEmpty ? nil : supplier
  }

  /// The file's content; nil where it does not exist: an optional `env_file`, or no `.env` at all.
  private func content(of candidate: Candidate) throws(DockerError) -> EnvironmentFile? {
    let path = FilePath(candidate.file)
    let directory = FilePath(project.directory).lexicallyNormalized()
    let root = path.starts(with: directory) ? directory : path.removingLastComponent()
    return try EnvironmentFileRewriter(file: path, project: root).readIfPresent()
  }

  /// What compose makes of the project with another file in the candidate's place.
  private func configuration(
    with staged: FilePath, for candidate: Candidate, _ model: ComposeModel?
  ) async throws(DockerError) -> ComposeConfiguration {
    var changed = project
    if candidate.mechanisms.contains(.interpolation) {
      changed.environmentFiles = project.interpolationFiles.map { $0 == candidate.file ? staged.string : $0 }
    }
    guard let model, candidate.mechanisms.contains(.environmentFile) else {
      return try await compose.configuration(of: changed)
    }
    let other = model.replacing(environmentFile: candidate.file, with: staged.string, in: project)
    let file = try ScratchFile(in: compose.home, named: "model", try other.encoded())
    changed.files = [file.path.string]
    return try await compose.configuration(of: changed)
  }

  private static func changes(
    of variable: String, _ services: [String], from before: ComposeConfiguration, to after: ComposeConfiguration,
    sentinel: String
  ) -> (reached: [String], mixed: [String], dependents: [String]) {
    var reached: [String] = []
    var mixed: [String] = []
    for service in services {
      let new = after.services[service]?.environment[variable]
      if new == sentinel {
        reached.append(service)
      } else if new != before.services[service]?.environment[variable] {
        mixed.append(service)
      }
    }
    var dependents: [String] = []
    for (name, service) in after.services {
      for other in service.environment.names
      where service.environment[other] != before.services[name]?.environment[other] {
        if other != variable || !services.contains(name) { dependents.append("\(name)/\(other)") }
      }
    }
    return (reached, mixed, dependents)
  }
}

// MARK: - Verdicts

extension VariableResolver {
  private static func commonValue(
    of variable: String, _ services: [String], in configuration: ComposeConfiguration
  ) throws(DockerError) -> String {
    let values = services.map { ($0, configuration.services[$0]?.environment[variable]) }
    let without = values.filter { $0.1 == nil }.map(\.0)
    guard without.isEmpty else {
      throw unresolved("\(without.joined(separator: ", ")) would get no \(variable)", variable)
    }
    let distinct = Set(values.compactMap(\.1))
    guard let value = distinct.first, distinct.count == 1 else {
      throw unresolved("the services get \(distinct.count) different values of \(variable)", variable)
    }
    return value
  }

  private func judged(
    _ suppliers: [Supplier], _ variable: String, _ services: [String], _ model: ComposeModel
  ) throws(DockerError) -> Supplier {
    guard let supplier = suppliers.first else { throw unsupplied(variable, services, model) }
    guard suppliers.count == 1 else {
      let files = suppliers.map(\.candidate.file).joined(separator: " and ")
      throw Self.unresolved("\(variable) is supplied by \(files)", variable)
    }
    guard supplier.mixed.isEmpty else {
      throw Self.unresolved(
        "\(supplier.mixed.joined(separator: ", ")) only use \(supplier.candidate.file) for a part of \(variable)",
        variable)
    }
    let missed = services.filter { !supplier.reached.contains($0) }
    guard missed.isEmpty else {
      throw Self.unresolved(
        "\(supplier.candidate.file) supplies \(variable) to \(supplier.reached.joined(separator: ", ")), but not to "
          + missed.joined(separator: ", "), variable)
    }
    let directory = FilePath(project.directory).lexicallyNormalized()
    guard FilePath(supplier.candidate.file).starts(with: directory) else {
      throw DockerError(
        .variableUnresolved,
        "\(variable) comes from \(supplier.candidate.file), outside the project directory \(directory), the only place "
          + "where files are edited",
        remedy: "Move that file into \(directory) and name it there in the compose file.")
    }
    return supplier
  }

  private func unsupplied(_ variable: String, _ services: [String], _ model: ComposeModel) -> DockerError {
    let literal = services.filter { model.entry(for: variable, of: $0) == .literal }
    if !literal.isEmpty {
      return Self.unresolved(
        "\(variable) of \(literal.joined(separator: ", ")) is a literal in environment: of "
          + project.files.joined(separator: ", ") + ", which cannot be edited safely", variable)
    }
    let interpolated = services.filter { model.entry(for: variable, of: $0) == .interpolated }
    if !interpolated.isEmpty {
      return Self.unresolved(
        "\(variable) of \(interpolated.joined(separator: ", ")) is built in the compose file from other variables or "
          + "from a default", variable)
    }
    return Self.unresolved("no environment file of the project supplies \(variable)", variable)
  }

  private static func unresolved(_ reason: String, _ variable: String) -> DockerError {
    DockerError(
      .variableUnresolved, reason + "; one file must supply one value to all of them",
      remedy: "Write \(variable): ${\(variable)} under environment: of each of these services and one line "
        + "\(variable)=… in the project's .env, recreate them with docker compose up -d --no-deps, then plan again.")
  }
}
