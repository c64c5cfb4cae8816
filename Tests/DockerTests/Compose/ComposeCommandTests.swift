import Docker
import Testing

@Suite("What is asked of docker compose")
struct ComposeCommandTests {
  private let project = ComposeProject(
    directory: "/home/admin/FiskAI", files: ["docker-compose.workers.yml", "/etc/extra.yml"], name: "fiskai",
    environmentFiles: [".env.production"])
  private let prefix = [
    "compose", "--ansi", "never", "--project-name", "fiskai", "--project-directory", "/home/admin/FiskAI", "--file",
    "/home/admin/FiskAI/docker-compose.workers.yml", "--file", "/etc/extra.yml", "--env-file",
    "/home/admin/FiskAI/.env.production",
  ]

  @Test("every command names the project, its directory and its files")
  func named() throws {
    #expect(
      try ComposeCommand.configuration.arguments(for: project)
        == prefix + ["--profile", "*", "config", "--format", "json"])
    #expect(
      try ComposeCommand.model.arguments(for: project) == prefix + ["config", "--no-interpolate", "--format", "json"])
    #expect(try ComposeCommand.containers.arguments(for: project) == prefix + ["ps", "--all", "--format", "json"])
  }

  @Test("up starts the named services alone: no dependency, no build, no pull")
  func up() throws {
    #expect(
      try ComposeCommand.up(services: ["worker-ocr", "worker-sentinel"]).arguments(for: project)
        == prefix + ["up", "--detach", "--no-deps", "--no-build", "--pull", "never", "worker-ocr", "worker-sentinel"])
  }

  @Test("a project without a name or environment file leaves both to compose")
  func defaults() throws {
    let project = ComposeProject(directory: "/p", files: ["c.yml"])
    #expect(
      try ComposeCommand.containers.arguments(for: project)
        == ["compose", "--ansi", "never", "--project-directory", "/p", "--file", "/p/c.yml"]
        + ["ps", "--all", "--format", "json"])
    #expect(project.interpolationFiles == ["/p/.env"])
  }

  @Test("up without a service is refused: it would start them all")
  func nothing() {
    let error = #expect(throws: DockerError.self) { try ComposeCommand.up(services: []).arguments(for: project) }
    #expect(error?.message == "no service was named to start; without one compose would start them all")
  }

  @Test("a service that reads as an option is refused", arguments: ["--remove-orphans", "-V", "a b", ""])
  func option(service: String) {
    let error = #expect(throws: DockerError.self) { try ComposeCommand.up(services: [service]).arguments(for: project) }
    #expect(error?.message == "'\(service)' is no name of a compose service")
  }

  @Test("no command can take a project down or remove what it does not know")
  func closed() throws {
    let commands: [ComposeCommand] = [.configuration, .model, .up(services: ["a"]), .containers]
    for command in commands {
      let arguments = try command.arguments(for: project)
      #expect(Set(arguments).isDisjoint(with: ["down", "rm", "stop", "--remove-orphans", "--volumes", "-v"]))
    }
  }

  @Test("a running container's labels give its project back")
  func labels() throws {
    let labels = try #require(
      ComposeLabels([
        "com.docker.compose.project": "fiskai", "com.docker.compose.service": "worker-ocr",
        "com.docker.compose.project.working_dir": "/home/admin/FiskAI",
        "com.docker.compose.project.config_files": "/home/admin/FiskAI/docker-compose.workers.yml,/etc/extra.yml",
        "com.docker.compose.project.environment_file": "/home/admin/FiskAI/.env.production",
      ]))
    let rebuilt = try #require(ComposeProject(labels))
    #expect(
      rebuilt
        == ComposeProject(
          directory: project.directory,
          files: project.files.map { $0.hasPrefix("/") ? $0 : "\(project.directory)/\($0)" },
          name: "fiskai", environmentFiles: ["/home/admin/FiskAI/.env.production"]))
  }

  @Test("a container that compose did not make has no project")
  func noLabels() {
    #expect(ComposeLabels(["a": "b"]) == nil)
  }
}
