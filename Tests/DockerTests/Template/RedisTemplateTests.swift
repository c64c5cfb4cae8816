import Docker
import Testing

@Suite("The target Redis from its template")
struct RedisTemplateTests {
  private func template(
    container: String = "fiskai-redis-vps", image: String = "redis:7.0.15-alpine", directory: String = "/opt/redis",
    publish: String = "100.120.14.126:6379", maximumMemory: String = "8gb", password: String = "pa55 \"x\"",
    user: UInt32 = 997
  ) throws -> RedisTemplate {
    try RedisTemplate(
      container: container, image: image, directory: directory, publish: publish, maximumMemory: maximumMemory,
      password: password, user: user, group: 996)
  }

  private func text(_ path: String) throws -> String {
    try #require(try template().files.first { $0.path == path }).text
  }

  @Test("the port is published on the one address, and Redis runs as a plain user without capabilities")
  func compose() throws {
    let yaml = try text("docker-compose.yml")
    for line in [
      "name: \"fiskai-redis-vps\"", "image: \"redis:7.0.15-alpine\"", "container_name: \"fiskai-redis-vps\"",
      "user: \"997:996\"", "- \"100.120.14.126:6379:6379\"", "cap_drop: [ALL]", "restart: unless-stopped",
      "entrypoint: [\"redis-server\"]",
    ] { #expect(yaml.contains(line)) }
  }

  @Test("nothing is evicted, everything is logged to disk, and the way back stays open")
  func configuration() throws {
    let lines = try text("conf/redis.conf").split(separator: "\n").map(String.init)
    for line in [
      "maxmemory 8gb", "maxmemory-policy noeviction", "appendonly yes", "dir /data", "protected-mode yes",
      "repl-backlog-size 256mb", "repl-backlog-ttl 0", "repl-diskless-load on-empty-db", "bind * -::*",
      "include /run/secrets/redis/password.conf",
    ] { #expect(lines.contains(line)) }
  }

  @Test("the password is in the secret file alone, quoted byte by byte")
  func secret() throws {
    #expect(try text("secrets/password.conf") == "requirepass \"pa55\\x20\\x22x\\x22\"\n")
    for file in try template().files where file.path != "secrets/password.conf" {
      #expect(!file.text.contains("pa55"))
    }
    let template = try template()
    var dumped = ""
    dump(template, to: &dumped)
    dump(template.files, to: &dumped)
    #expect(!"\(template)\(template.files)\(dumped)".contains("pa55"))
    #expect(template.files.map(\.mode) == [0o644, 0o400, 0o600])
  }

  @Test("an IPv6 address keeps its brackets in the compose file")
  func version6() throws {
    let template = try template(publish: "[fd7a:115c::1]:6380")
    #expect(template.publishAddress == "fd7a:115c::1")
    #expect(template.files[0].text.contains("- \"[fd7a:115c::1]:6380:6379\""))
  }

  @Test("a parameter that is not valid is refused by its key in the fleet file")
  func refused() throws {
    let attempts: [(String, () throws -> RedisTemplate)] = [
      ("container", { try template(container: "a b") }), ("container", { try template(container: "") }),
      ("image", { try template(image: "redis\"\n") }), ("directory", { try template(directory: "opt") }),
      ("directory", { try template(directory: "/opt/$X") }), ("publish", { try template(publish: "6379") }),
      ("publish", { try template(publish: "0.0.0.0:6379") }), ("publish", { try template(publish: "[::]:6379") }),
      ("publish", { try template(publish: "100.1.1.1:0") }), ("maxmemory", { try template(maximumMemory: "8 gb") }),
      ("maxmemory", { try template(maximumMemory: "0") }), ("password", { try template(password: "") }),
      ("user", { try template(user: 0) }),
    ]
    for (parameter, attempt) in attempts {
      let error = #expect(throws: DockerError.self) { try attempt() }
      #expect(error?.code == .parameterInvalid)
      #expect(error?.message.hasPrefix("redis.target.\(parameter) is not valid: ") == true)
      #expect(error?.remedy == "Correct redis.target.\(parameter) in the fleet file.")
    }
  }

  @Test("compose reads the template", .enabled(if: ComposeUnderTest.isThere))
  func readByCompose() async throws {
    let files = Dictionary(uniqueKeysWithValues: try template().files.map { ($0.path, $0.text) })
    try await ComposeUnderTest.run(files) { compose, project in
      let configuration = try await compose.configuration(of: project)
      let service = try #require(configuration.services[RedisTemplate.service])
      #expect(service.containerName == "fiskai-redis-vps")
      #expect(service.restartPolicy == .unlessStopped)
      #expect(service.stopGracePeriod == .seconds(60))
      #expect(service.mounts.map(\.target) == ["/data", "/usr/local/etc/redis", "/run/secrets/redis"])
      #expect(service.environment.names.isEmpty)
    }
  }
}
