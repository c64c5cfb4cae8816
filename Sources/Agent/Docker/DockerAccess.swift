import Docker
import Protocol

/// The host's Docker engine, reached anew when it was not there before: an engine that restarts is no reason for the
/// agent to.
actor DockerAccess {
  private let socket: String
  private var engine: DockerEngine?

  /// - Parameter socket: the path of the engine's socket.
  init(socket: String = DockerEngine.defaultSocket) {
    self.socket = socket
  }

  /// The engine, with a version agreed.
  func connected() async throws(ProtocolError) -> DockerEngine {
    if let engine { return engine }
    do {
      let engine = try await DockerEngine.connect(socket: socket)
      self.engine = engine
      return engine
    } catch {
      throw ProtocolError(error)
    }
  }

  /// Whether an image is one that replaces or restarts other containers on its own (safety.md, trap 11).
  static func restarts(_ image: String) -> Bool {
    ["watchtower", "autoheal", "ouroboros"].contains { image.lowercased().contains($0) }
  }

  /// What Docker says of itself, or why it does not answer.
  func facts() async -> HostReader.Docker {
    do {
      // Two small questions: the one that has both answers makes the daemon count its images, and takes ten times as long.
      let engine = try await connected()
      async let release = engine.version(deadline: .seconds(3))
      async let running = engine.containers(all: false, deadline: .seconds(3))
      let containers = try await running
      return HostReader.Docker(
        version: try await release.version, running: containers.count,
        restarters: containers.filter { Self.restarts($0.image) }.compactMap(\.names.first).sorted())
    } catch {
      return HostReader.Docker(problem: "\(error)")
    }
  }
}

extension ProtocolError {
  /// A failure of Docker, compose or the project's files, as it crosses the wire.
  init(_ error: DockerError) {
    let code: Code =
      switch error.code {
      case .notFound, .conflict, .variableUnresolved, .environmentFileInvalid, .parameterInvalid: .precondition
      case .fileRefused, .fileChanged: .refused
      case .storage: .storage
      case .deadlineExceeded: .deadlineExceeded
      case .unreachable, .versionUnsupported, .refused, .responseInvalid, .responseTooLarge, .notApplied,
        .composeMissing, .composeFailed:
        .docker
      }
    self.init(code, error.message, next: error.remedy, cause: error.cause)
  }
}
