import Docker
import FoundationEssentials
import Protocol

/// Reads what stands around a Redis that is to be retired: its volumes, and the compose files that would bring it back.
struct RetirementInspection: Sendable {
  let services: AgentServices

  /// A compose file longer than this is not searched for lines, in bytes.
  private static let fileLimit = 1 << 20

  /// Reads it. A compose file that cannot be read is one of the facts.
  /// - Throws: ``ProtocolError`` only when Docker does not answer.
  func facts(_ redis: RedisReference) async throws(ProtocolError) -> RetirementFacts {
    var facts = RetirementFacts(exists: false, backupRoom: HostReader.free(in: services.configuration.stateDirectory))
    var projects = services.configuration.projects.map { ComposeProject(directory: $0.project, files: [$0.compose]) }
    do {
      let details = try await services.docker.connected().inspect(redis.container)
      facts.exists = true
      facts.volumes = details.mounts.compactMap(\.name).sorted()
      facts.mounts = details.mounts.map {
        MountFacts(type: $0.type, source: $0.source, destination: $0.destination)
      }
      if let own = details.compose.flatMap(ComposeProject.init) { projects.insert(own, at: 0) }
    } catch let error as DockerError {
      guard error.code == .notFound else { throw ProtocolError(error) }
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
    for project in projects { await search(project, redis.container, &facts) }
    return facts
  }

  private func search(_ project: ComposeProject, _ container: String, _ facts: inout RetirementFacts) async {
    let files = project.files.map { $0.hasPrefix("/") ? $0 : "\(project.directory)/\($0)" }
    // The workers' project and the container's own labels may name the same files.
    guard !files.allSatisfy(facts.definitions.map(\.file).contains) else { return }
    let configuration: ComposeConfiguration
    do {
      configuration = try await services.compose.configuration(of: project)
    } catch {
      facts.unread.append("\(files.joined(separator: ", ")): \(error.message)")
      return
    }
    for (name, service) in configuration.services.sorted(by: { $0.key < $1.key })
    where service.containerName == container || name == container {
      let dependents = configuration.services.filter { $0.value.dependencies.contains(name) }.keys.sorted()
      let volumes = service.mounts.filter { $0.type == "volume" }.compactMap(\.source).sorted()
      let block = files.lazy.compactMap { file in
        Self.text(file).flatMap { ComposeBlock.lines(of: name, in: $0) }.map { (file, $0) }
      }.first
      facts.definitions.append(
        ComposeDefinition(
          file: block?.0 ?? files.first ?? project.directory, service: name, firstLine: block?.1.lowerBound,
          lastLine: block?.1.upperBound, dependents: dependents, volumes: volumes))
    }
  }

  private static func text(_ path: String) -> String? {
    guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= fileLimit else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
