import Docker
import Testing

@Suite("Services by pattern")
struct ServicePatternTests {
  private let services = ["fiskai-redis", "worker-ocr", "worker-sentinel", "my-worker-x"]

  @Test("a star means any text, a question mark one character")
  func patterns() throws {
    #expect(try services(matching: "worker-*") == ["worker-ocr", "worker-sentinel"])
    #expect(try services(matching: "*worker*") == ["my-worker-x", "worker-ocr", "worker-sentinel"])
    #expect(try services(matching: "worker-???") == ["worker-ocr"])
    #expect(try services(matching: "worker-ocr") == ["worker-ocr"])
    #expect(try services(matching: "*") == services.sorted())
  }

  @Test("several patterns are united, each service once")
  func united() throws {
    let patterns = [ServicePattern("worker-*"), ServicePattern("*ocr")]
    #expect(
      try ServicePattern.services(matching: patterns, among: services) == ["worker-ocr", "worker-sentinel"])
  }

  @Test("a pattern that means nothing is an error: workers would be left running")
  func nothing() {
    let error = #expect(throws: DockerError.self) { try services(matching: "wroker-*") }
    #expect(error?.code == .notFound)
    #expect(
      error?.message == "no service of the compose project matches 'wroker-*'; it has "
        + "fiskai-redis, my-worker-x, worker-ocr, worker-sentinel")
    #expect(error?.remedy == "Correct workers.services in the fleet file.")
  }

  private func services(matching pattern: String) throws -> [String] {
    try ServicePattern.services(matching: [ServicePattern(pattern)], among: services)
  }
}
