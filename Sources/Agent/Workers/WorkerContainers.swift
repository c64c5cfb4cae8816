import Docker
import Protocol

/// The worker containers of one compose project: found by their compose labels, stopped and started by id, never
/// anything else of the project.
struct WorkerContainers: Sendable {
  let docker: DockerAccess
  let reference: WorkersReference

  /// The service patterns of the reference.
  var patterns: [ServicePattern] {
    reference.services.split(separator: ",").map { ServicePattern(String($0.filter { $0 != " " })) }
  }

  /// The containers of the worker services, by service.
  func all() async throws(ProtocolError) -> [ContainerDetails] {
    let engine = try await docker.connected()
    do {
      let label = "com.docker.compose.project.working_dir=\(reference.project)"
      let patterns = self.patterns
      let workers = try await engine.containers(labels: [label]).filter { summary in
        guard let compose = summary.compose, !compose.isOneOff else { return false }
        return patterns.contains { $0.matches(compose.service) }
      }
      let details = try await withThrowingTaskGroup(of: ContainerDetails.self) { group in
        for worker in workers { group.addTask { try await engine.inspect(worker.id) } }
        var details: [ContainerDetails] = []
        for try await one in group { details.append(one) }
        return details
      }
      return details.sorted { ($0.compose?.service ?? "") < ($1.compose?.service ?? "") }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// The workers as status shows them.
  /// - Parameter logs: what is looked for in their logs; none: they are not read.
  func facts(_ logs: InspectWorkers.LogQuestion? = nil) async throws(ProtocolError) -> [WorkerFacts] {
    let containers = try await all()
    guard let logs else { return containers.map { facts(of: $0) } }
    let reader = try WorkerLogs(docker: docker, question: logs)
    return try await reader.read(containers).map { container, log in
      var facts = facts(of: container)
      facts.mounts = container.mounts.map {
        MountFacts(type: $0.type, source: $0.source, destination: $0.destination)
      }
      facts.log = log
      facts.otherVariables = Self.otherVariables(of: container.environment, than: reference.variable)
      return facts
    }
  }

  /// The restart policies as they are now.
  func restartPolicies() async throws(ProtocolError) -> [String: RestartPolicy] {
    var result: [String: RestartPolicy] = [:]
    for container in try await all() {
      guard let service = container.compose?.service else { continue }
      result[service] = container.host.restartPolicy
    }
    return result
  }

  /// Sets the restart policy of each worker and reads it back.
  func setRestartPolicies(_ policy: (String) -> RestartPolicy?) async throws(ProtocolError) {
    let engine = try await docker.connected()
    var changes: [(container: String, policy: RestartPolicy)] = []
    for container in try await all() {
      guard let service = container.compose?.service, let wanted = policy(service),
        wanted != container.host.restartPolicy
      else { continue }
      changes.append((container.id, wanted))
    }
    do {
      try await withThrowingDiscardingTaskGroup { group in
        for change in changes {
          group.addTask { _ = try await engine.updateRestartPolicy(of: change.container, to: change.policy) }
        }
      }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw ProtocolError(.internalError, "\(error)")
    }
  }

  /// Stops every worker at once and waits for each.
  /// - Parameters:
  ///   - graceSeconds: how long a running job may take.
  ///   - stopped: told each one that has stopped, and how many still run.
  func stop(
    graceSeconds: Int, stopped: @escaping @Sendable (String, Int) -> Void
  ) async throws(ProtocolError) -> [StoppedWorker] {
    let engine = try await docker.connected()
    let running = try await all().filter(\.state.isRunning)
    do {
      return try await withThrowingTaskGroup(of: StoppedWorker.self) { group in
        for container in running {
          group.addTask { try await Self.stop(container, graceSeconds: graceSeconds, engine: engine) }
        }
        var result: [StoppedWorker] = []
        for try await worker in group {
          result.append(worker)
          stopped(worker.service, running.count - result.count)
        }
        return result.sorted { $0.service < $1.service }
      }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw ProtocolError(.internalError, "\(error)")
    }
  }

  private static func stop(
    _ container: ContainerDetails, graceSeconds: Int, engine: DockerEngine
  ) async throws -> StoppedWorker {
    let began = ContinuousClock.now
    try await engine.stop(container.id, grace: graceSeconds)
    let after = try await engine.inspect(container.id)
    // 137 is 128 + SIGKILL: the grace ran out.
    return StoppedWorker(
      service: container.compose?.service ?? container.name,
      milliseconds: Int((ContinuousClock.now - began) / .milliseconds(1)), killed: after.state.exitCode == 137)
  }

  /// Variables but the one that is edited whose URL, or whose bare name, leads to the same Redis: they would stay behind.
  static func otherVariables(of environment: EnvironmentVariables, than variable: String) -> [String] {
    guard let url = environment[variable].flatMap({ try? RedisURL(parsing: $0) }) else { return [] }
    return environment.names.filter { name in
      guard name != variable, let value = environment[name] else { return false }
      if let other = try? RedisURL(parsing: value) { return other.address == url.address }
      return value == url.host || value == url.address
    }
  }

  private func facts(of container: ContainerDetails) -> WorkerFacts {
    let url = container.value(of: reference.variable).flatMap { try? RedisURL(parsing: $0) }
    return WorkerFacts(
      service: container.compose?.service ?? container.name, container: container.name,
      running: container.state.isRunning, state: container.state.status.rawValue,
      restartPolicy: "\(container.host.restartPolicy)", redis: url?.address, redactedURL: url?.description,
      restarts: container.restartCount, stopGraceSeconds: container.configuration.stopTimeout,
      identifier: container.id, configuration: container.compose?.configurationHash)
  }
}
