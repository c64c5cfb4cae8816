import Docker
import Testing

@Suite("Agreeing on a version with the daemon")
struct NegotiationTests {
  @Test("the lower of the daemon's highest and ours is spoken", arguments: [("1.41", "1.41"), ("1.52", "1.44")])
  func lower(daemon: String, spoken: String) async throws {
    try await EngineStandIn.run(apiVersion: daemon) { engine in
      #expect(engine.apiVersion.description == spoken)
      #expect(engine.daemonVersion.description == daemon)
    }
  }

  @Test("a daemon below 1.41 is refused with what to do")
  func tooOld() async throws {
    try await EngineStandIn.serve(apiVersion: "1.40", script: { _ in .init() }) { socket in
      let error = await #expect(throws: DockerError.self) { try await DockerEngine.connect(socket: socket) }
      #expect(error?.code == .versionUnsupported)
      #expect(
        error?.message
          == "the Docker daemon speaks API 1.40 at most; API 1.41 (Docker 20.10) or newer is required")
      #expect(error?.remedy == "Upgrade Docker on this host, then run the check again.")
    }
  }

  @Test("an answer without a version is refused")
  func withoutVersion() async throws {
    try await EngineStandIn.serve(apiVersion: "", script: { _ in .init() }) { socket in
      let error = await #expect(throws: DockerError.self) { try await DockerEngine.connect(socket: socket) }
      #expect(error?.message == "the answer to GET /_ping has no Api-Version header")
    }
  }

  @Test("a socket that is not there says how to start the daemon")
  func noSocket() async {
    let error = await #expect(throws: DockerError.self) {
      try await DockerEngine.connect(socket: "/nonexistent/docker.sock")
    }
    #expect(error?.code == .unreachable)
    #expect(error?.message == "the Docker daemon's socket /nonexistent/docker.sock cannot be reached")
    #expect(error?.remedy == "Start the daemon on this host: systemctl start docker")
  }

  @Test("versions are compared by number and read strictly")
  func comparison() throws {
    #expect(APIVersion(major: 1, minor: 9) < APIVersion.minimum)
    #expect(APIVersion("1.44") == APIVersion.preferred)
    for text in ["", "1", "1.x", "1.4.4", "-1.4"] { #expect(APIVersion(text) == nil) }
  }
}
