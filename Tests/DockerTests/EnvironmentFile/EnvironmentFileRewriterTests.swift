import Docker
import Foundation
import SystemPackage
import Testing

@Suite("Replacing an environment file")
struct EnvironmentFileRewriterTests {
  /// A project with one environment file, and a rewriter for it.
  private struct Project {
    let directory: FilePath
    let rewriter: EnvironmentFileRewriter
    var path: String { directory.appending(".env").string }
    var names: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: directory.string).sorted() }
    }
    func text(_ name: String = ".env") throws -> String {
      try String(contentsOfFile: directory.appending(name).string, encoding: .utf8)
    }
    func write(_ text: String, _ name: String = ".env") throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: directory.appending(name).string))
    }
    func stage(_ value: String = "new") throws -> StagedEnvironmentFile {
      let before = try rewriter.read()
      return try rewriter.stage(
        try before.file.replacing("REDIS_URL", with: value), replacing: before.identity, run: "R1")
    }
  }

  private func run(_ body: (Project) throws -> Void) async throws {
    try await TemporaryDirectory.run { directory in
      let project = Project(
        directory: directory,
        rewriter: try EnvironmentFileRewriter(file: directory.appending(".env"), project: directory))
      try project.write("A=1\nREDIS_URL=old\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: project.path)
      try body(project)
    }
  }

  private func attributes(_ project: Project, _ name: String) throws -> [Int] {
    let found = try FileManager.default.attributesOfItem(atPath: project.directory.appending(name).string)
    return try [FileAttributeKey.posixPermissions, .ownerAccountID, .groupOwnerAccountID].map {
      try #require(found[$0] as? NSNumber).intValue
    }
  }

  @Test("staging leaves the original alone and gives the new file its mode and owner")
  func stage() async throws {
    try await run { project in
      if getuid() == 0 { chown(project.path, 4711, 4712) }
      let staged = try project.stage()
      #expect(staged.staged == ".env.cutover-R1")
      #expect(try project.text() == "A=1\nREDIS_URL=old\n")
      #expect(try project.text(".env.cutover-R1") == "A=1\nREDIS_URL=new\n")
      #expect(try attributes(project, ".env.cutover-R1") == attributes(project, ".env"))
      #expect(try attributes(project, ".env")[0] == 0o640)
      #expect(project.rewriter.path(of: staged).string == project.path + ".cutover-R1")
    }
  }

  @Test("commit puts the new file in place and keeps the previous one beside it, with mode and owner")
  func commit() async throws {
    try await run { project in
      let before = try attributes(project, ".env")
      try project.rewriter.commit(try project.stage())
      #expect(try project.names == [".env", ".env.before-R1"])
      #expect(try project.text() == "A=1\nREDIS_URL=new\n")
      #expect(try project.text(".env.before-R1") == "A=1\nREDIS_URL=old\n")
      #expect(try attributes(project, ".env") == before)
      #expect(try attributes(project, ".env.before-R1") == before)
    }
  }

  @Test("commit and restore may be repeated, also by an agent that has only the record")
  func repeated() async throws {
    try await run { project in
      let record = try JSONDecoder().decode(
        StagedEnvironmentFile.self, from: try JSONEncoder().encode(try project.stage()))
      let resumed = try EnvironmentFileRewriter(resuming: record)
      for _ in 1...2 { try resumed.commit(record) }
      #expect(try project.text() == "A=1\nREDIS_URL=new\n")
      for _ in 1...2 { try resumed.restore(record) }
      #expect(try project.text() == "A=1\nREDIS_URL=old\n")
      #expect(try project.names == [".env"])
    }
  }

  @Test("a commit that died between keeping the previous file and the rename is completed")
  func died() async throws {
    try await run { project in
      let record = try project.stage()
      try FileManager.default.linkItem(atPath: project.path, toPath: project.path + ".before-R1")
      try project.rewriter.commit(record)
      #expect(try project.names == [".env", ".env.before-R1"])
      #expect(try project.text() == "A=1\nREDIS_URL=new\n")
    }
  }

  @Test("an undo that died before the commit's rename leaves the original")
  func undoneEarly() async throws {
    try await run { project in
      let record = try project.stage()
      try FileManager.default.linkItem(atPath: project.path, toPath: project.path + ".before-R1")
      try project.rewriter.restore(record)
      try project.rewriter.discard(record)
      #expect(try project.names == [".env"])
      #expect(try project.text() == "A=1\nREDIS_URL=old\n")
    }
  }

  @Test("a file that was edited since staging is not replaced")
  func edited() async throws {
    try await run { project in
      let record = try project.stage()
      try project.write("A=2\nREDIS_URL=old\n")
      let error = #expect(throws: DockerError.self) { try project.rewriter.commit(record) }
      #expect(error?.code == .fileChanged)
      #expect(error?.message == "\(project.path) has changed since it was staged; nothing was replaced")
      #expect(
        error?.remedy == "See who edits it (a deployment, an editor), then plan again: the new file is made from the "
          + "present one.")
      #expect(try project.text() == "A=2\nREDIS_URL=old\n")
    }
  }

  @Test("a change of the mode alone counts as well")
  func changedMode() async throws {
    try await run { project in
      let record = try project.stage()
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: project.path)
      #expect(throws: DockerError.self) { try project.rewriter.commit(record) }
    }
  }

  @Test("a file that changed between reading and staging is not staged")
  func changedBeforeStaging() async throws {
    try await run { project in
      let before = try project.rewriter.read()
      try project.write("B=1\nREDIS_URL=x\n")
      let error = #expect(throws: DockerError.self) {
        try project.rewriter.stage(before.file, replacing: before.identity, run: "R1")
      }
      #expect(error?.message == "\(project.path) has changed since it was read; nothing was replaced")
    }
  }

  @Test("a staged file that was tampered with is not committed, one that is gone neither")
  func tampered() async throws {
    try await run { project in
      let record = try project.stage()
      try project.write("REDIS_URL=evil\n", ".env.cutover-R1")
      let error = #expect(throws: DockerError.self) { try project.rewriter.commit(record) }
      #expect(error?.message == "\(project.path) has changed in its staged copy; nothing was replaced")
      try project.rewriter.discard(record)
      let gone = #expect(throws: DockerError.self) { try project.rewriter.commit(record) }
      #expect(gone?.message == "\(project.path) has changed and its staged copy is gone; nothing was replaced")
    }
  }

  @Test("an edit after the commit is not thrown away by a restore")
  func editedAfter() async throws {
    try await run { project in
      let record = try project.stage()
      try project.rewriter.commit(record)
      try project.write("REDIS_URL=edited\n")
      let error = #expect(throws: DockerError.self) { try project.rewriter.restore(record) }
      #expect(error?.message == "\(project.path) has changed since it was replaced; nothing was replaced")
      #expect(try project.text() == "REDIS_URL=edited\n")
    }
  }

  @Test("finalize removes the kept file")
  func removePrevious() async throws {
    try await run { project in
      let record = try project.stage()
      try project.rewriter.commit(record)
      for _ in 1...2 { try project.rewriter.removePrevious(record) }
      #expect(try project.names == [".env"])
    }
  }

  @Test("a symbolic link is refused, as the file and as a directory on the way")
  func symbolicLink() async throws {
    try await run { project in
      try FileManager.default.moveItem(atPath: project.path, toPath: project.path + ".real")
      try FileManager.default.createSymbolicLink(atPath: project.path, withDestinationPath: ".env.real")
      let error = #expect(throws: DockerError.self) { try project.rewriter.read() }
      #expect(error?.code == .fileRefused)
      #expect(
        error?.message == "\(project.path) is a symbolic link or no directory; a regular file inside the project "
          + "directory is required")
      let link = project.directory.appending("conf").string
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc")
      let inside = try EnvironmentFileRewriter(
        file: project.directory.appending("conf/hostname"), project: project.directory)
      #expect(throws: DockerError.self) { try inside.read() }
    }
  }

  @Test("what is no regular file is refused, and what is not there is said to be missing")
  func notRegular() async throws {
    try await run { project in
      let directory = try EnvironmentFileRewriter(file: project.directory.appending("d"), project: project.directory)
      let missing = #expect(throws: DockerError.self) { try directory.read() }
      #expect(missing?.message == "\(project.directory)/d does not exist")
      #expect(try directory.readIfPresent() == nil)
      try FileManager.default.createDirectory(
        atPath: project.directory.appending("d").string, withIntermediateDirectories: false)
      let error = #expect(throws: DockerError.self) { try directory.read() }
      #expect(error?.message.hasPrefix("\(project.directory)/d is not a regular file; ") == true)
    }
  }

  @Test(
    "a path outside the project is refused",
    arguments: [
      "/etc/fiskai.env", "/srv/project/../other/.env", "/srv/project", "relative/.env", "/srv/projectile/.env",
    ])
  func outside(path: String) {
    let error = #expect(throws: DockerError.self) {
      try EnvironmentFileRewriter(file: FilePath(path), project: "/srv/project")
    }
    #expect(error?.code == .fileRefused)
    #expect(
      error?.message.hasSuffix("lies outside the project directory /srv/project, the only place where files are edited")
        == true)
  }

  @Test("a run id that is none is refused", arguments: ["", "a/b", "..", String(repeating: "x", count: 65)])
  func runID(run: String) async throws {
    try await self.run { project in
      let before = try project.rewriter.read()
      let error = #expect(throws: DockerError.self) {
        try project.rewriter.stage(before.file, replacing: before.identity, run: run)
      }
      #expect(error?.message == "'\(run)' is no run id: letters, digits and hyphens, at most 64")
    }
  }

  @Test("a directory that may not be written says what the agent's unit lacks")
  func permission() async throws {
    guard getuid() != 0 else { return }
    try await run { project in
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: project.directory.string)
      let error = #expect(throws: DockerError.self) { try project.stage() }
      #expect(error?.code == .storage)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: project.directory.string)
    }
  }
}
