import Docker
import Testing

@Suite("What runs in a container")
struct ContainerProcessTests {
  @Test("is asked by id and short name only: arguments may hold secrets")
  func processes() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "GET /v1.41/containers/fiskai-app/top?ps_args=-eo%20pid%2Ccomm")
      return .json(#"{"Titles":["PID","COMMAND"],"Processes":[["4711","node"],["4712","sh"],["x","y"],["1"]]}"#)
    } body: { engine in
      let found = try await engine.processes(in: "fiskai-app")
      #expect(found.map(\.identifier) == [4711, 4712])
      #expect(found.map(\.name) == ["node", "sh"])
    }
  }

  @Test("an empty or unknown table is nothing")
  func none() async throws {
    try await EngineStandIn.run { request in
      .json(
        request.line.contains("/a/")
          ? #"{"Titles":["PID","COMMAND"],"Processes":null}"# : #"{"Titles":["UID"],"Processes":[["0"]]}"#)
    } body: { engine in
      for container in ["a", "b"] {
        let found = try await engine.processes(in: container)
        #expect(found.isEmpty)
      }
    }
  }
}
