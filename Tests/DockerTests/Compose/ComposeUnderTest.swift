import Docker
import Foundation
import SystemPackage
import Testing

/// The real compose, without a daemon: `config` needs none. It is the plugin that the lab has built in, or an installed
/// one, under a `docker` that does nothing but call it.
enum ComposeUnderTest {
  static let plugin: String? = {
    let named = ProcessInfo.processInfo.environment["CUTOVER_COMPOSE"].map { [$0] } ?? []
    let artifacts = "/var/cache/cutover-lab/artifacts"
    let cached = ((try? FileManager.default.contentsOfDirectory(atPath: artifacts)) ?? [])
      .filter { $0.hasPrefix("compose-") }.map { "\(artifacts)/\($0)/docker-compose" }
    let installed = ["/usr/libexec", "/usr/lib", "/usr/local/lib"].map { "\($0)/docker/cli-plugins/docker-compose" }
    return (named + cached + installed).first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isThere: Bool { plugin != nil }

  /// Makes a project of files and runs a body with it.
  static func run(
    _ files: [String: String], compose names: [String] = ["docker-compose.yml"], environmentFiles: [String] = [],
    body: (Compose, ComposeProject) async throws -> Void
  ) async throws {
    guard let plugin else { return }
    try await run(script: "shift\nexec \(plugin) \"$@\"", files) { compose, directory in
      let project = ComposeProject(
        directory: directory.string, files: names, name: "fiskai", environmentFiles: environmentFiles)
      try await body(compose, project)
    }
  }

  /// Makes files and a `docker` that runs a script.
  static func run(
    script: String, _ files: [String: String] = [:], body: (Compose, FilePath) async throws -> Void
  ) async throws {
    try await TemporaryDirectory.run { root in
      for name in ["bin", "home", "project"] {
        try FileManager.default.createDirectory(atPath: root.appending(name).string, withIntermediateDirectories: true)
      }
      let docker = root.appending("bin/docker").string
      try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: docker))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: docker)
      let project = root.appending("project")
      for (name, text) in files {
        let path = project.appending(name)
        try FileManager.default.createDirectory(
          atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path.string))
      }
      let compose = Compose(
        home: root.appending("home"), path: "\(root.appending("bin")):/usr/local/bin:/usr/bin:/bin")
      try await body(compose, project)
      let left = try FileManager.default.contentsOfDirectory(atPath: root.appending("home").string)
      // Copies made for a proof hold secrets: none may stay.
      #expect(!left.contains { $0.hasPrefix("proof") || $0.hasPrefix("model") })
    }
  }
}
