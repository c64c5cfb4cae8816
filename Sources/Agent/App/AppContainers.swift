import Docker
import Protocol

/// The App's containers on this host. They are only looked at: Coolify, or whoever runs them, makes them anew.
struct AppContainers: Sendable {
  let docker: DockerAccess

  /// The containers that a selector finds, by name.
  /// - Throws: ``ProtocolError`` where Docker does not answer.
  func facts(of selector: AppSelector) async throws(ProtocolError) -> [AppFacts] {
    let engine = try await docker.connected()
    do throws(DockerError) {
      let found =
        switch selector {
        case .label(let label): try await engine.containers(labels: [label])
        case .name(let name): try await engine.containers(name: name)
        }
      var facts: [AppFacts] = []
      for summary in found {
        // One that is being replaced may go between the list and the look at it.
        guard let details = try await present(summary.id, engine) else { continue }
        facts.append(Self.facts(of: details))
      }
      return facts.sorted { $0.container < $1.container }
    } catch {
      throw ProtocolError(error)
    }
  }

  private func present(_ id: String, _ engine: DockerEngine) async throws(DockerError) -> ContainerDetails? {
    do throws(DockerError) {
      return try await engine.inspect(id)
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  static func facts(of container: ContainerDetails) -> AppFacts {
    var redis: [String: String] = [:]
    for name in container.environment.names {
      guard let url = container.environment[name].flatMap({ try? RedisURL(parsing: $0) }) else { continue }
      redis[name] = url.address
    }
    let health = container.state.health == .none ? "" : ", \(container.state.health.rawValue)"
    return AppFacts(
      container: container.name, identifier: container.id, running: container.state.isRunning,
      state: container.state.status.rawValue + health, redis: redis)
  }
}
