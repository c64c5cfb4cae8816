import Docker
import Protocol

/// Reads what workers have written since their containers' start: errors of earlier runs are false alarms.
struct WorkerLogs: Sendable {
  /// The most that is read of one log: what matters is written at the start.
  private static let bytes = 1 << 20
  private static let lines = 3
  private static let lineLength = 200

  let docker: DockerAccess
  private let started: String?

  /// - Throws: ``ProtocolError`` with `precondition` when the pattern is no regular expression.
  init(docker: DockerAccess, question: InspectWorkers.LogQuestion) throws(ProtocolError) {
    self.docker = docker
    self.started = question.started
    if let started { _ = try Self.expression(started) }
  }

  /// Reads all of them at once.
  func read(_ containers: [ContainerDetails]) async throws(ProtocolError) -> [(ContainerDetails, LogFacts)] {
    let engine = try await docker.connected()
    do {
      return try await withThrowingTaskGroup(of: (Int, LogFacts).self) { group in
        for (index, container) in containers.enumerated() {
          group.addTask {
            let logs = try await engine.logs(of: container, limit: Self.bytes)
            return (index, try facts(of: logs))
          }
        }
        var logs = Array(repeating: LogFacts(), count: containers.count)
        for try await (index, one) in group { logs[index] = one }
        return Array(zip(containers, logs))
      }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// What a log says.
  func facts(of logs: ContainerLogs) throws(ProtocolError) -> LogFacts {
    let errors = logs.lines.map(\.text).filter(Self.isModuleError)
    var hasStarted: Bool?
    if let started {
      let expression = try Self.expression(started)
      hasStarted = logs.lines.contains { $0.text.contains(expression) }
    }
    return LogFacts(
      moduleErrors: errors.prefix(Self.lines).map { Self.shown($0) }, moduleErrorCount: errors.count,
      hasStarted: hasStarted, isTruncated: logs.isTruncated,
      refusedConnections: logs.lines.count { Self.isRefusal($0.text) })
  }

  /// Node's word for a connection that nobody takes (the runbook's step C and its validation commands), and Python's.
  private static func isRefusal(_ line: String) -> Bool {
    line.contains("ECONNREFUSED") || line.contains("ConnectionRefusedError") || line.contains("Connection refused")
  }

  /// Node's own words for a module that is not there (the runbook's 1.5.2 and 1.5.4), and Python's.
  private static func isModuleError(_ line: String) -> Bool {
    line.contains("Cannot find module") || line.contains("ERR_MODULE_NOT_FOUND")
      || line.contains("Error: Cannot find package") || line.contains("ModuleNotFoundError")
      || (line.contains("ENOENT") && line.contains("@/"))
  }

  /// Shortened, and without what stands before the `@` of a URL.
  private static func shown(_ line: String) -> String {
    let hidden = line.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      guard let scheme = word.firstRange(of: "://"), let at = word.lastIndex(of: "@"), at > scheme.upperBound else {
        return String(word)
      }
      return "\(word[..<scheme.upperBound])<redacted>\(word[at...])"
    }
    return String(hidden.joined(separator: " ").prefix(Self.lineLength))
  }

  private static func expression(_ pattern: String) throws(ProtocolError) -> Regex<AnyRegexOutput> {
    do {
      return try Regex(pattern)
    } catch {
      throw ProtocolError(
        .precondition, "`\(pattern)` is no regular expression", next: "mend `checks.started` in the fleet file",
        cause: "\(error)")
    }
  }
}
