import Docker
import Foundation
import SystemPackage
import Testing

@Suite("Which file supplies a variable", .enabled(if: ComposeUnderTest.isThere))
struct VariableResolverTests {
  private static let redis = "  fiskai-redis: { image: redis }\n"

  private func resolve(
    _ yaml: String, _ files: [String: String], services: [String] = ["worker-*"], environmentFiles: [String] = []
  ) async throws -> VariableResolution {
    var all = files
    all["docker-compose.yml"] = "services:\n" + Self.redis + yaml
    var found: VariableResolution?
    try await ComposeUnderTest.run(all, environmentFiles: environmentFiles) { compose, project in
      let resolution = try await VariableResolver(compose: compose, project: project)
        .resolve("REDIS_URL", of: services.map(ServicePattern.init))
      #expect(resolution.file.hasPrefix(project.directory + "/"))
      found = resolution
    }
    return try #require(found)
  }

  private func refused(
    _ yaml: String, _ files: [String: String], environmentFiles: [String] = []
  ) async throws -> DockerError {
    let error = await #expect(throws: DockerError.self) {
      try await resolve(yaml, files, environmentFiles: environmentFiles)
    }
    #expect(error?.code == .variableUnresolved)
    return try #require(error)
  }

  @Test("the project's .env fills ${REDIS_URL}")
  func interpolation() async throws {
    let found = try await resolve(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w, environment: [ "REDIS_URL=${REDIS_URL:-redis://x}" ] }
        worker-c: { image: w, environment: [ REDIS_URL ], profiles: [special] }

      """, [".env": "# c\nA='$x'\nREDIS_URL=redis://:pa55@fiskai-redis:6379 # production\n"])
    #expect(found.file.hasSuffix("/project/.env"))
    #expect(found.line == 3)
    #expect(found.mechanisms == [.interpolation])
    #expect(found.services == ["worker-a", "worker-b", "worker-c"])
    #expect(found.value == "redis://:pa55@fiskai-redis:6379")
    #expect(found.dependents == [])
    #expect(!"\(found)".contains("pa55"))
    #expect(found.description.hasSuffix("/.env line 3 by interpolation"))
  }

  @Test("who else depends on a worker, or on the Redis that the value leads to, is told")
  func dependingServices() async throws {
    let worker = "{ image: w, environment: { REDIS_URL: \"${REDIS_URL}\" }, depends_on: [fiskai-redis] }"
    let found = try await resolve(
      """
        worker-a: \(worker)
        api: { image: a, depends_on: [worker-a, fiskai-redis] }
        metrics: { image: m, depends_on: { cache: { condition: service_started } } }
        cache: { image: redis, container_name: other }

      """, [".env": "REDIS_URL=redis://fiskai-redis:6379\n"])
    #expect(found.dependingServices == ["api": ["fiskai-redis", "worker-a"]])
    let byContainer = try await resolve(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        metrics: { image: m, depends_on: [cache] }
        cache: { image: redis, container_name: other }

      """, [".env": "REDIS_URL=redis://other:6379\n"])
    #expect(byContainer.dependingServices == ["metrics": ["cache"]])
  }

  @Test("a file of --env-file takes the place of .env, and the later one wins")
  func named() async throws {
    let found = try await resolve(
      "  worker-a: { image: w, environment: { REDIS_URL: \"${REDIS_URL}\" } }\n",
      [".env": "REDIS_URL=no\n", "a.env": "REDIS_URL=also-no\n", "b.env": "\nREDIS_URL=redis://r\n"],
      environmentFiles: ["a.env", "b.env"])
    #expect(found.file.hasSuffix("/b.env"))
    #expect(found.line == 2)
  }

  @Test("env_file: hands the file to the containers")
  func environmentFile() async throws {
    let found = try await resolve(
      """
        worker-a: { image: w, env_file: [common.env, conf/redis.env] }
        worker-b: { image: w, env_file: [ { path: conf/redis.env }, { path: absent.env, required: false } ] }

      """, ["common.env": "A=1\n", "conf/redis.env": "export REDIS_URL='redis://r'\n"])
    #expect(found.file.hasSuffix("/conf/redis.env"))
    #expect(found.mechanisms == [.environmentFile])
    #expect(found.value == "redis://r")
  }

  @Test("of two files in env_file: the later one supplies it")
  func laterFile() async throws {
    let found = try await resolve(
      "  worker-a: { image: w, env_file: [a.env, b.env] }\n",
      ["a.env": "REDIS_URL=no\n", "b.env": "REDIS_URL=redis://r\n"])
    #expect(found.file.hasSuffix("/b.env"))
  }

  @Test("one file may reach some services by interpolation and others by env_file")
  func both() async throws {
    let found = try await resolve(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w, env_file: .env }

      """, [".env": "REDIS_URL=redis://r\n"])
    #expect(found.mechanisms == [.interpolation, .environmentFile])
    #expect(found.services == ["worker-a", "worker-b"])
  }

  @Test("what else changes with the variable is named")
  func dependents() async throws {
    let found = try await resolve(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}", CACHE: "${CACHE}" } }
        app: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }

      """, [".env": "REDIS_URL=redis://r\nCACHE=${REDIS_URL}/1\n"])
    #expect(found.dependents == ["app/REDIS_URL", "worker-a/CACHE"])
  }

  @Test("a literal in the compose file is refused with what to write instead")
  func literal() async throws {
    let error = try await refused(
      "  worker-a: { image: w, environment: { REDIS_URL: \"redis://:pa55@r\" } }\n", [".env": "REDIS_URL=redis://x\n"])
    #expect(
      error.message == "REDIS_URL of worker-a is a literal in environment: of docker-compose.yml, which cannot be "
        + "edited safely; one file must supply one value to all of them")
    #expect(
      error.remedy == "Write REDIS_URL: ${REDIS_URL} under environment: of each of these services and one line "
        + "REDIS_URL=… in the project's .env, recreate them with docker compose up -d --no-deps, then plan again.")
  }

  @Test("a value built from other variables is refused")
  func composite() async throws {
    let error = try await refused(
      "  worker-a: { image: w, environment: { REDIS_URL: \"redis://${REDIS_HOST}:6379\" } }\n",
      [".env": "REDIS_HOST=r\n"])
    #expect(error.message.hasPrefix("REDIS_URL of worker-a is built in the compose file from other variables"))
  }

  @Test("a value of which the file is only a part is refused")
  func part() async throws {
    let error = try await refused(
      "  worker-a: { image: w, environment: { REDIS_URL: \"${REDIS_URL}/1\" } }\n", [".env": "REDIS_URL=redis://r\n"])
    #expect(error.message.hasPrefix("worker-a only use "))
    #expect(error.message.contains("/.env for a part of REDIS_URL; "))
  }

  @Test("two files that each supply some of the services are refused by name")
  func twoSuppliers() async throws {
    let error = try await refused(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w, env_file: b.env }

      """, [".env": "REDIS_URL=redis://r\n", "b.env": "REDIS_URL=redis://r\n"])
    #expect(error.message.contains("/.env and "))
    #expect(error.message.contains("/b.env; one file must supply one value to all of them"))
  }

  @Test("a file that reaches some services while another has a literal is refused")
  func missed() async throws {
    let error = try await refused(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w, environment: { REDIS_URL: redis://r } }

      """, [".env": "REDIS_URL=redis://r\n"])
    #expect(error.message.contains("/.env supplies REDIS_URL to worker-a, but not to worker-b; "))
  }

  @Test("services with different values are refused")
  func different() async throws {
    let error = try await refused(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w, environment: { REDIS_URL: redis://other } }

      """, [".env": "REDIS_URL=redis://r\n"])
    #expect(error.message.hasPrefix("the services get 2 different values of REDIS_URL; "))
  }

  @Test("a service without the variable is refused by name")
  func without() async throws {
    let error = try await refused(
      """
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w }

      """, [".env": "REDIS_URL=redis://r\n"])
    #expect(error.message.hasPrefix("worker-b would get no REDIS_URL; "))
  }

  @Test("a file outside the project is refused")
  func outside() async throws {
    try await TemporaryDirectory.run { other in
      try Data("REDIS_URL=redis://r\n".utf8).write(to: URL(fileURLWithPath: other.appending("x.env").string))
      let error = try await refused("  worker-a: { image: w, env_file: \(other)/x.env }\n", [:])
      #expect(error.message.hasPrefix("REDIS_URL comes from \(other)/x.env, outside the project directory "))
    }
  }

  @Test("a staged file is proven with compose before it takes the place of the original")
  func proof() async throws {
    let yaml = """
      services:
        worker-a: { image: w, environment: { REDIS_URL: "${REDIS_URL}" } }
        worker-b: { image: w, env_file: .env }
      """
    try await ComposeUnderTest.run(["docker-compose.yml": yaml, ".env": "A=1\nREDIS_URL='old' # c\n"]) {
      compose, project in
      let resolver = VariableResolver(compose: compose, project: project)
      let resolution = try await resolver.resolve("REDIS_URL", of: [ServicePattern("worker-*")])
      let rewriter = try EnvironmentFileRewriter(
        file: FilePath(resolution.file), project: FilePath(project.directory))
      let before = try rewriter.read()
      let staged = try rewriter.stage(
        try before.file.replacing("REDIS_URL", with: "redis://:p%40$x@new"), replacing: before.identity, run: "r1")
      let values = try await resolver.values(of: resolution, with: rewriter.path(of: staged))
      #expect(values == ["worker-a": "redis://:p%40$x@new", "worker-b": "redis://:p%40$x@new"])
      let present = try await compose.configuration(of: project)
      #expect(present.services["worker-a"]?.environment["REDIS_URL"] == "old")
      try rewriter.commit(staged)
      let after = try await compose.configuration(of: project)
      #expect(after.services["worker-b"]?.environment["REDIS_URL"] == "redis://:p%40$x@new")
    }
  }
}
