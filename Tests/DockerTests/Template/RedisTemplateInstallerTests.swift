import Docker
import Foundation
import SystemPackage
import Testing

@Suite("Writing the template on the host")
struct RedisTemplateInstallerTests {
  private func template(_ directory: FilePath, memory: String = "8gb") throws -> RedisTemplate {
    // Root of a test machine may give files to another user; anybody else keeps them.
    try RedisTemplate(
      container: "r", image: "redis:7", directory: directory.string, publish: "100.1.1.1:6379", maximumMemory: memory,
      password: "pa55", user: getuid() == 0 ? 4711 : getuid(), group: getuid() == 0 ? 4712 : getgid())
  }

  private func attributes(_ path: FilePath) throws -> [Int] {
    let found = try FileManager.default.attributesOfItem(atPath: path.string)
    return try [FileAttributeKey.posixPermissions, .ownerAccountID].map {
      try #require(found[$0] as? NSNumber).intValue
    }
  }

  @Test("directories and files get the mode and the owner that Redis runs as")
  func install() async throws {
    try await TemporaryDirectory.run { directory in
      let template = try template(directory)
      #expect(
        try RedisTemplateInstaller(template).install()
          == ["docker-compose.yml", "secrets/password.conf", "conf/redis.conf"])
      let owner = Int(template.user)
      for name in template.directories { #expect(try attributes(directory.appending(name)) == [0o700, owner]) }
      #expect(try attributes(directory.appending("secrets/password.conf")) == [0o400, owner])
      #expect(try attributes(directory.appending("conf/redis.conf")) == [0o600, owner])
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.appending("conf").string)
      #expect(names == ["redis.conf"])
    }
  }

  @Test("a second time nothing is written, and what Redis has rewritten stays")
  func idempotent() async throws {
    try await TemporaryDirectory.run { directory in
      _ = try RedisTemplateInstaller(try template(directory)).install()
      let configuration = URL(fileURLWithPath: directory.appending("conf/redis.conf").string)
      try Data("replicaof 127.0.0.1 1\n".utf8).write(to: configuration)
      #expect(try RedisTemplateInstaller(try template(directory, memory: "9gb")).install() == [])
      #expect(try String(contentsOf: configuration, encoding: .utf8) == "replicaof 127.0.0.1 1\n")
    }
  }

  @Test("a changed file is replaced")
  func changed() async throws {
    try await TemporaryDirectory.run { directory in
      let template = try template(directory)
      _ = try RedisTemplateInstaller(template).install()
      let compose = URL(fileURLWithPath: directory.appending("docker-compose.yml").string)
      try Data("edited".utf8).write(to: compose)
      #expect(try RedisTemplateInstaller(template).install() == ["docker-compose.yml"])
    }
  }

  @Test("a directory that is not there is an error that names it")
  func missing() async throws {
    let error = #expect(throws: DockerError.self) {
      try RedisTemplateInstaller(try template("/nonexistent/redis")).install()
    }
    #expect(error?.code == .storage)
    #expect(error?.message == "cannot open the directory /nonexistent/redis")
  }
}
