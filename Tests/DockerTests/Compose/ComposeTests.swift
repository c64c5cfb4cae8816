import Docker
import Foundation
import SystemPackage
import Testing

@Suite("Running docker compose")
struct ComposeTests {
  @Test("compose sees PATH and HOME, and nothing of anybody's shell")
  func scrubbed() async throws {
    let script = #"env > "$HOME/seen"; echo '{"name":"x","services":{}}'"#
    try await ComposeUnderTest.run(script: script) { compose, directory in
      _ = try await compose.configuration(of: ComposeProject(directory: directory.string, files: ["c.yml"]))
      let seen = try String(contentsOfFile: compose.home.string + "/seen", encoding: .utf8)
      let names = seen.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) }
      // The shell adds PWD and its like by itself.
      #expect(Set(names).subtracting(["PWD", "OLDPWD", "SHLVL", "_"]) == ["PATH", "HOME"])
    }
  }

  @Test("a failure shows what compose wrote, without any secret in it")
  func failure() async throws {
    let script = """
      echo 'failed to read /p/.env: line 3: unexpected character "!" in variable name near "KEY!=pa55word"' >&2
      echo 'cannot reach redis://:pa55word@redis:6379/0' >&2
      exit 14
      """
    try await ComposeUnderTest.run(script: script) { compose, directory in
      let error = await #expect(throws: DockerError.self) {
        try await compose.configuration(of: ComposeProject(directory: directory.string, files: ["c.yml"]))
      }
      #expect(error?.code == .composeFailed)
      #expect(error?.message.contains("pa55word") == false)
      #expect(
        error?.message
          == "docker compose config of \(directory) failed: failed to read /p/.env: line 3: unexpected character "
          + "<redacted>; cannot reach redis://<redacted>@redis:6379/0")
    }
  }

  @Test("without a docker command the error says what to install")
  func missing() async throws {
    try await TemporaryDirectory.run { directory in
      let compose = Compose(home: directory, path: directory.string)
      let project = ComposeProject(directory: directory.string, files: ["c.yml"])
      let error = await #expect(throws: DockerError.self) { try await compose.configuration(of: project) }
      #expect(error?.code == .composeMissing)
      #expect(error?.message == "docker compose config cannot be started: the docker command was not found")
    }
  }

  @Test("a command that hangs is ended at the deadline, with what it has started")
  func hangs() async throws {
    try await ComposeUnderTest.run(script: "echo $$ > \"$HOME/pid\"; exec tail -f /dev/null") { compose, directory in
      let project = ComposeProject(directory: directory.string, files: ["c.yml"])
      let error = await #expect(throws: DockerError.self) {
        try await compose.configuration(of: project, deadline: .seconds(2))
      }
      #expect(error?.code == .deadlineExceeded)
      let pid = try String(contentsOfFile: compose.home.string + "/pid", encoding: .utf8)
      #expect(!FileManager.default.fileExists(atPath: "/proc/\(pid.trimmingCharacters(in: .newlines))"))
    }
  }

  @Test("ps is read as lines and as an array", arguments: [true, false])
  func containers(lines: Bool) async throws {
    let row = #"{"ID":"a","Name":"fiskai-worker-ocr","Service":"worker-ocr","State":"running","ExitCode":0}"#
    let output = lines ? "\(row)\n\(row)" : "[\(row),\(row)]"
    try await ComposeUnderTest.run(script: "cat <<'END'\n\(output)\nEND") { compose, directory in
      let found = try await compose.containers(of: ComposeProject(directory: directory.string, files: ["c.yml"]))
      #expect(found.map(\.service) == ["worker-ocr", "worker-ocr"])
    }
  }

  @Test("a project without containers has none")
  func noContainers() async throws {
    try await ComposeUnderTest.run(script: "true") { compose, directory in
      let found = try await compose.containers(of: ComposeProject(directory: directory.string, files: ["c.yml"]))
      #expect(found.isEmpty)
    }
  }

  @Test("output that is no configuration is said to be so")
  func unreadable() async throws {
    try await ComposeUnderTest.run(script: "echo hello") { compose, directory in
      let error = await #expect(throws: DockerError.self) {
        try await compose.configuration(of: ComposeProject(directory: directory.string, files: ["c.yml"]))
      }
      #expect(error?.message == "the output of docker compose config cannot be read")
    }
  }

  @Test("the resolved project has values as the containers get them", .enabled(if: ComposeUnderTest.isThere))
  func resolved() async throws {
    let yaml = """
      services:
        fiskai-redis: { image: redis }
        worker-ocr:
          image: worker
          container_name: fiskai-worker-ocr
          restart: unless-stopped
          stop_grace_period: 1m30s
          depends_on: [fiskai-redis]
          environment: { REDIS_URL: "${REDIS_URL}", PRICE: "5$$", UNSET: }
          volumes: ["./content:/content:ro", "data:/data"]
        worker-special: { image: worker, profiles: [special] }
      volumes: { data: }
      """
    try await ComposeUnderTest.run(["docker-compose.yml": yaml, ".env": "REDIS_URL='redis://a$b'\n"]) {
      compose, project in
      let configuration = try await compose.configuration(of: project)
      #expect(configuration.services.keys.sorted() == ["fiskai-redis", "worker-ocr", "worker-special"])
      let worker = try #require(configuration.services["worker-ocr"])
      #expect(worker.environment["REDIS_URL"] == "redis://a$b")
      #expect(worker.environment["PRICE"] == "5$")
      #expect(worker.environment["UNSET"] == nil)
      #expect(worker.restartPolicy == .unlessStopped)
      #expect(worker.stopGracePeriod == .seconds(90))
      #expect(worker.dependencies == ["fiskai-redis"])
      #expect(worker.containerName == "fiskai-worker-ocr")
      #expect(worker.mounts.map(\.target) == ["/content", "/data"])
      #expect(worker.mounts.map(\.isReadOnly) == [true, false])
      #expect(configuration.services["fiskai-redis"]?.stopGracePeriod == nil)
      #expect(configuration.services["fiskai-redis"]?.restartPolicy == .no)
    }
  }
}
