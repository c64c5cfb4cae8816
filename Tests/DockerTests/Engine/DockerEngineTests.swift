import Docker
import NIOHTTP1
import Testing

@Suite("Calls to the daemon")
struct DockerEngineTests {
  @Test("an inspection says what its process got, where it is and who made it")
  func inspect() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "GET /v1.41/containers/fiskai-worker-ocr/json")
      return .json(InspectionFixture.container())
    } body: { engine in
      let container = try await engine.inspect("fiskai-worker-ocr")
      #expect(container.name == "fiskai-worker-ocr")
      #expect(container.value(of: "REDIS_URL") == "redis://:pa55word@fiskai-redis:6379")
      #expect(container.environment.names == ["REDIS_URL", "EMPTY", "A"])
      #expect(container.value(of: "A") == "b=c")
      #expect(container.value(of: "EMPTY") == "")
      #expect(container.state.status == .running)
      #expect(container.state.health == .healthy)
      #expect(container.state.startedAt.description == "1767952800.250000000")
      #expect(container.restartCount == 2)
      #expect(container.host.restartPolicy == .unlessStopped)
      #expect(container.mounts.map(\.type) == ["bind", "volume"])
      #expect(container.networks["fiskai_default"]?.gateway == "172.18.0.1")
      #expect(container.networks["coolify"]?.aliases == [])
      #expect(container.networks["coolify"]?.configuredAddress == "172.19.0.3")
      let compose = try #require(container.compose)
      #expect(compose.configurationFiles == ["/home/admin/FiskAI/a.yml", "/home/admin/FiskAI/b.yml"])
      #expect(compose.service == "worker-ocr")
      #expect(!compose.isOneOff)
    }
  }

  @Test("no description of an inspection shows a value of its environment")
  func redaction() async throws {
    try await EngineStandIn.run { _ in
      .json(InspectionFixture.container())
    } body: { engine in
      let container = try await engine.inspect("x")
      var dumped = ""
      dump(container, to: &dumped)
      #expect(!"\(container)\(dumped)\(String(reflecting: container))".contains("pa55word"))
    }
  }

  @Test("a list by name leaves out what merely contains it")
  func exactName() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "GET /v1.41/containers/json?all=1&filters=%7B%22name%22%3A%5B%22redis%22%5D%7D")
      return .json(
        """
        [{"Id":"1","Names":["/my-redis"],"Image":"r","State":"running","Status":"Up","Labels":{}},
         {"Id":"2","Names":["/app/redis","/redis"],"Image":"r","State":"exited","Status":"Exited","Labels":null}]
        """)
    } body: { engine in
      let found = try await engine.containers(name: "redis")
      #expect(found.map(\.id) == ["2"])
      #expect(found.first?.names == ["redis"])
      #expect(found.first?.isRunning == false)
    }
  }

  @Test("stop gives the grace, and says whether the container ran")
  func stop() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line.hasSuffix("/stop?t=60"))
      return .init(status: request.line.contains("/a/") ? .noContent : .notModified)
    } body: { engine in
      let ran = try await [engine.stop("a", grace: 60), engine.stop("b", grace: 60)]
      #expect(ran == [true, false])
    }
  }

  @Test("what does not exist is told apart from what is refused")
  func failures() async throws {
    try await EngineStandIn.run { request in
      if request.line.contains("gone") { return .json(#"{"message":"No such container: gone"}"#, status: .notFound) }
      if request.line.contains("busy") { return .json(#"{"message":"is running"}"#, status: .conflict) }
      return .init(status: .internalServerError, chunks: [Array("<html>".utf8)])
    } body: { engine in
      let gone = await #expect(throws: DockerError.self) { try await engine.inspect("gone") }
      #expect(gone?.code == .notFound)
      #expect(
        gone?.message
          == "the Docker daemon answered 404 to GET /containers/gone/json: No such container: gone")
      let busy = await #expect(throws: DockerError.self) { try await engine.remove("busy") }
      #expect(busy?.code == .conflict)
      let broken = await #expect(throws: DockerError.self) { try await engine.start("x") }
      #expect(broken?.code == .refused)
      #expect(broken?.message == "the Docker daemon answered 500 to POST /containers/x/start: no message")
    }
  }

  @Test("a restart policy is set and read back")
  func restartPolicy() async throws {
    try await EngineStandIn.run { request in
      guard request.line.hasSuffix("/update") else { return .json(InspectionFixture.container(restart: "no")) }
      #expect(request.body == #"{"RestartPolicy":{"MaximumRetryCount":0,"Name":"no"}}"#)
      return .json(#"{"Warnings":null}"#)
    } body: { engine in
      let details = try await engine.updateRestartPolicy(of: "w", to: .no)
      #expect(details.host.restartPolicy == .no)
    }
  }

  @Test("a restart policy that does not read back is an error with the command to try")
  func restartPolicyNotApplied() async throws {
    try await EngineStandIn.run { request in
      .json(request.line.hasSuffix("/update") ? "{}" : InspectionFixture.container())
    } body: { engine in
      let error = await #expect(throws: DockerError.self) { try await engine.updateRestartPolicy(of: "w", to: .no) }
      #expect(error?.code == .notApplied)
      #expect(
        error?.message == "the restart policy of fiskai-worker-ocr reads back as 'unless-stopped', not as 'no'")
      #expect(error?.remedy.contains("docker update --restart=no fiskai-worker-ocr") == true)
    }
  }

  @Test("a daemon that does not answer is given up at the deadline")
  func deadline() async throws {
    try await EngineStandIn.run { _ in
      .init(isSilent: true)
    } body: { engine in
      let error = await #expect(throws: DockerError.self) {
        try await engine.inspect("x", deadline: .milliseconds(50))
      }
      #expect(error?.code == .deadlineExceeded)
      #expect(error?.message == "GET /containers/x/json was not answered within 0.05 seconds")
    }
  }

  @Test("an answer beyond the limit is not read to its end")
  func tooLarge() async throws {
    let piece = [UInt8](repeating: 0x20, count: 1 << 20)
    try await EngineStandIn.run { _ in
      .init(chunks: Array(repeating: piece, count: 9))
    } body: { engine in
      let error = await #expect(throws: DockerError.self) { try await engine.inspect("x") }
      #expect(error?.code == .responseTooLarge)
      #expect(error?.message == "the Docker daemon's answer is longer than 8388608 bytes")
    }
  }

  @Test("an answer that is not what the API describes is said to be so")
  func malformed() async throws {
    try await EngineStandIn.run { _ in
      .json("[]")
    } body: { engine in
      let error = await #expect(throws: DockerError.self) { try await engine.version() }
      #expect(error?.code == .responseInvalid)
      #expect(error?.message == "the answer to GET /version is not what the API describes")
    }
  }

  @Test("a network gives its gateway, and a container leaves and joins it under its names")
  func networks() async throws {
    try await EngineStandIn.run { request in
      switch request.line {
      case "GET /v1.41/networks/fiskai_default":
        return .json(
          """
          {"Id":"n1","Name":"fiskai_default","Driver":"bridge",
           "IPAM":{"Driver":"default","Config":[{"Subnet":"172.18.0.0/16","Gateway":"172.18.0.1"}]},
           "Containers":{"abc":{"Name":"fiskai-redis","IPv4Address":"172.18.0.2/16"}}}
          """)
      case "POST /v1.41/networks/n1/disconnect":
        #expect(request.body == #"{"Container":"c","Force":true}"#)
      case "POST /v1.41/networks/n1/connect":
        #expect(
          request.body
            == #"{"Container":"c","EndpointConfig":{"Aliases":["redis"],"IPAMConfig":{"IPv4Address":"172.18.0.2"}}}"#)
      default: Issue.record("unexpected \(request.line)")
      }
      return .init()
    } body: { engine in
      let network = try await engine.network("fiskai_default")
      #expect(network.ranges.map(\.subnet) == ["172.18.0.0/16"])
      #expect(network.ranges.first?.gateway == "172.18.0.1")
      #expect(network.members["abc"]?.name == "fiskai-redis")
      try await engine.disconnect("c", from: "n1")
      try await engine.connect("c", to: "n1", aliases: ["redis"], address: "172.18.0.2")
    }
  }
}
