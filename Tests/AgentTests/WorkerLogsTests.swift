import Protocol
import Testing

@testable import Agent
@testable import Docker

@Suite("What is read in workers' logs")
struct WorkerLogsTests {
  static func facts(_ lines: [String], started: String? = nil, truncated: Bool = false) throws -> LogFacts {
    let logs = ContainerLogs(
      lines: lines.map { ContainerLogs.Line(stream: .standardError, text: $0) }, isTruncated: truncated)
    return try WorkerLogs(docker: DockerAccess(), question: .init(started: started)).facts(of: logs)
  }

  @Test("missing modules are counted, three are shown, shortened, and without a URL's password")
  func modules() throws {
    let line = "Error: Cannot find module 'x' required by redis://user:hunter2@10.0.0.1:6379/0 "
    let facts = try Self.facts(
      ["ready", line + String(repeating: "y", count: 300), "code: 'ERR_MODULE_NOT_FOUND'", "ENOENT '@/lib'", line])
    #expect(facts.moduleErrorCount == 4)
    #expect(facts.moduleErrors.count == 3)
    #expect(facts.moduleErrors[0].count == 200)
    #expect(facts.moduleErrors[0].contains("redis://<redacted>@10.0.0.1:6379/0"))
    #expect(!facts.moduleErrors[0].contains("hunter2"))
  }

  @Test("the line of the start is a regular expression, and not looked for without one")
  func started() throws {
    #expect(try Self.facts(["Worker started"], started: "^Worker started$").hasStarted == true)
    #expect(try Self.facts(["already"], started: "^ready").hasStarted == false)
    #expect(try Self.facts(["ready"]).hasStarted == nil)
    #expect(try Self.facts([], truncated: true).isTruncated)
  }

  @Test("refused connections are counted in the words of Node and Python")
  func refused() throws {
    let lines = ["Error: connect ECONNREFUSED 172.18.0.2:6379", "Connection refused.", "connected"]
    #expect(try Self.facts(lines).refusedConnections == 2)
  }

  @Test("variables but the one that is edited that lead to the same Redis are found by value")
  func otherVariables() {
    let environment = EnvironmentVariables([
      (name: "REDIS_URL", value: "redis://fiskai-redis:6379"), ("BULL_URL", "redis://:secret@fiskai-redis:6379/0"),
      ("REDIS_HOST", "fiskai-redis"), ("CACHE_URL", "redis://cache:6379"), ("NAME", "fiskai"),
    ])
    #expect(WorkerContainers.otherVariables(of: environment, than: "REDIS_URL") == ["BULL_URL", "REDIS_HOST"])
    #expect(WorkerContainers.otherVariables(of: environment, than: "ABSENT").isEmpty)
  }

  @Test("a pattern that is no regular expression is the fleet file's mistake")
  func noExpression() {
    let error = #expect(throws: ProtocolError.self) { try Self.facts([], started: "([") }
    #expect(error?.next == "mend `checks.started` in the fleet file")
  }
}
