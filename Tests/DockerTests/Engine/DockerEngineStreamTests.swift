import Docker
import NIOHTTP1
import Testing

@Suite("Streams from the daemon")
struct DockerEngineStreamTests {
  @Test("logs are read since the container's start, and lines are whole however they were framed")
  func logs() async throws {
    let bytes =
      LogFrameDecoderTests.frame(1, "Worker sta") + LogFrameDecoderTests.frame(2, "a warning\n")
      + LogFrameDecoderTests.frame(1, "rted\r\nno end")
    try await EngineStandIn.run { request in
      if request.line.hasSuffix("/json") { return .json(InspectionFixture.container()) }
      #expect(request.line.hasSuffix("/logs?stdout=1&stderr=1&since=1767952800.250000000&tail=20"))
      return .init(chunks: bytes.map { [$0] })
    } body: { engine in
      let logs = try await engine.logs(of: try await engine.inspect("x"), tail: 20)
      #expect(logs.lines.map(\.text) == ["a warning", "Worker started", "no end"])
      #expect(logs.lines.map(\.stream) == [.standardError, .standardOutput, .standardOutput])
      #expect(!logs.isTruncated)
    }
  }

  @Test("logs beyond the limit are cut and said to be")
  func truncatedLogs() async throws {
    let line = LogFrameDecoderTests.frame(1, String(repeating: "x", count: 99) + "\n")
    try await EngineStandIn.run { request in
      request.line.hasSuffix("/json")
        ? .json(InspectionFixture.container()) : .init(chunks: Array(repeating: line, count: 1000))
    } body: { engine in
      let logs = try await engine.logs(of: try await engine.inspect("x"), limit: 250)
      #expect(logs.isTruncated)
      #expect(logs.lines.map(\.text.count) == [99, 99, 50])
    }
  }

  @Test("the output of a container with a terminal has no frames")
  func terminalLogs() async throws {
    try await EngineStandIn.run { request in
      request.line.hasSuffix("/json") ? .json(InspectionFixture.container(tty: true)) : .json("plain\nlines\n")
    } body: { engine in
      let logs = try await engine.logs(of: try await engine.inspect("x"))
      #expect(logs.lines.map(\.text) == ["plain", "lines"])
    }
  }

  @Test("a command's secret goes into its environment, and its exit code comes back")
  func exec() async throws {
    try await EngineStandIn.run { request in
      switch request.line {
      case "POST /v1.41/containers/fiskai-redis/exec":
        #expect(
          request.body
            == #"{"AttachStderr":true,"AttachStdout":true,"Cmd":["redis-cli","ping"],"Env":["REDISCLI_AUTH=pa55"]}"#)
        return .json(#"{"Id":"e1"}"#, status: .created)
      case "POST /v1.41/exec/e1/start":
        #expect(request.body == #"{"Detach":false,"Tty":false}"#)
        let output = LogFrameDecoderTests.frame(1, "PONG\n") + LogFrameDecoderTests.frame(2, "warning")
        return .init(chunks: [output], endsWithConnection: true)
      default:
        return .json(#"{"ID":"e1","Running":false,"ExitCode":3}"#)
      }
    } body: { engine in
      let result = try await engine.execute(
        ["redis-cli", "ping"], in: "fiskai-redis", environment: EnvironmentVariables([("REDISCLI_AUTH", "pa55")]))
      #expect(result.exitCode == 3)
      #expect(result.text == "PONG\n")
      #expect(result.standardError == Array("warning".utf8))
    }
  }

  @Test("events arrive one by one, also when a chunk ends inside one")
  func events() async throws {
    let text = """
      {"Type":"container","Action":"die","Actor":{"ID":"abc","Attributes":{"name":"fiskai-redis","exitCode":"0"}},"time":5,"timeNano":5000000007}
      {"Type":"container","Action":"start","Actor":{"ID":"abc","Attributes":{"name":"fiskai-redis"}},"time":6,"timeNano":6000000000}

      """
    try await EngineStandIn.run { request in
      #expect(request.line == "GET /v1.41/events?since=4.000000000&filters=%7B%22type%22%3A%5B%22container%22%5D%7D")
      let bytes = Array(text.utf8)
      return .init(chunks: [Array(bytes[..<40]), Array(bytes[40..<180]), Array(bytes[180...])])
    } body: { engine in
      let seen = try await engine.withEvents(since: DockerTimestamp(seconds: 4), filters: ["type": ["container"]]) {
        events in
        var seen: [String] = []
        for try await event in events { seen.append("\(event.name ?? "?") \(event.action) \(event.time)") }
        return seen
      }
      #expect(seen == ["fiskai-redis die 5.000000007", "fiskai-redis start 6.000000000"])
    }
  }

  @Test("a reader may leave the events early")
  func eventsLeft() async throws {
    let line =
      #"{"Type":"container","Action":"start","Actor":{"ID":"abc","Attributes":null},"time":6,"timeNano":6000000000}"#
    try await EngineStandIn.run { _ in
      .init(chunks: [Array((line + "\n").utf8), Array((line + "\n").utf8)])
    } body: {
      engine in
      let first = try await engine.withEvents { events in
        for try await event in events { return event.action }
        return "none"
      }
      #expect(first == "start")
    }
  }

  @Test("a pull that fails in its stream is an error in the daemon's words")
  func pull() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "POST /v1.41/images/create?fromImage=redis&tag=7.0.15-alpine")
      return .json("{\"status\":\"Pulling\"}\r\n{\"errorDetail\":{},\"error\":\"manifest unknown\"}\r\n")
    } body: { engine in
      let image = try #require(ImageReference("redis:7.0.15-alpine"))
      let error = await #expect(throws: DockerError.self) { try await engine.pull(image) }
      #expect(error?.message == "the image redis:7.0.15-alpine cannot be pulled: manifest unknown")
      #expect(error?.remedy.hasSuffix("docker pull redis:7.0.15-alpine") == true)
    }
  }

  @Test("an image that is not on the host is nil, not an error")
  func image() async throws {
    try await EngineStandIn.run { request in
      request.line.contains("/images/redis:7/json")
        ? .json(#"{"Id":"sha256:1","Architecture":"amd64","RepoTags":["redis:7"],"Size":5}"#)
        : .json(#"{"message":"No such image"}"#, status: .notFound)
    } body: { engine in
      let present = try #require(ImageReference("redis:7"))
      let absent = try #require(ImageReference("redis:8"))
      let found = try await (engine.image(present), engine.image(absent))
      #expect(found.0?.architecture == "amd64")
      #expect(found.1 == nil)
    }
  }

  @Test(
    "an image's name and tag are told apart",
    arguments: [
      ("redis", "redis", "latest"), ("redis:7", "redis", "7"), ("host:5000/a/b", "host:5000/a/b", "latest"),
      ("host:5000/a/b:1", "host:5000/a/b", "1"), ("redis@sha256:ab", "redis", "sha256:ab"),
    ])
  func imageReference(text: String, name: String, tag: String) {
    #expect(ImageReference(text)?.name == name)
    #expect(ImageReference(text)?.tag == tag)
  }
}
