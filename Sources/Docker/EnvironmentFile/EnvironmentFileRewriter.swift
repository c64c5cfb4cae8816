import SystemPackage

/// Replaces an environment file atomically and keeps the previous one: staged and proven before anything is stopped, so
/// that the flip itself is one rename. Every step may be repeated after a crash.
public struct EnvironmentFileRewriter: Sendable {
  private let project: FilePath
  private let directories: [String]
  private let name: String

  /// Names the file.
  /// - Parameters:
  ///   - file: its absolute path.
  ///   - project: the compose project's directory, which must hold it.
  /// - Throws: `fileRefused` where it lies elsewhere.
  public init(file: FilePath, project: FilePath) throws(DockerError) {
    let root = project.lexicallyNormalized()
    let path = file.lexicallyNormalized()
    var relative = path
    guard root.isAbsolute, path.isAbsolute, relative.removePrefix(root), let last = relative.lastComponent,
      last.kind == .regular
    else {
      throw DockerError(
        .fileRefused, "\(path) lies outside the project directory \(root), the only place where files are edited",
        remedy: "Put the variable into an environment file inside \(root).")
    }
    self.project = root
    name = last.string
    directories = relative.removingLastComponent().components.map(\.string)
  }

  /// Takes up what was staged before a restart of the agent.
  public init(resuming record: StagedEnvironmentFile) throws(DockerError) {
    try self.init(file: FilePath(record.file), project: FilePath(record.project))
  }

  /// Reads the file.
  /// - Throws: `fileRefused` where it is missing, a symbolic link or no regular file; `environmentFileInvalid`.
  public func read() throws(DockerError) -> (file: EnvironmentFile, identity: FileIdentity) {
    let found = try existing(in: try directory())
    return (try EnvironmentFile(parsing: found.bytes), found.identity)
  }

  /// Reads the file; nil where there is none.
  /// - Throws: `fileRefused` for a symbolic link or no regular file; `environmentFileInvalid`.
  public func readIfPresent() throws(DockerError) -> EnvironmentFile? {
    guard let found = try directory().read(name, limit: EnvironmentFile.sizeLimit) else { return nil }
    return try EnvironmentFile(parsing: found.bytes)
  }

  /// Writes the new content beside the file, with the file's mode and owner, and syncs it.
  /// - Parameters:
  ///   - content: the changed file.
  ///   - identity: what the file was when `content` was made from it.
  ///   - run: the run's id, which names the files: letters, digits and hyphens.
  /// - Throws: `fileChanged` where the file is no longer that one.
  public func stage(
    _ content: EnvironmentFile, replacing identity: FileIdentity, run: String
  ) throws(DockerError) -> StagedEnvironmentFile {
    guard !run.isEmpty, run.utf8.count <= 64, run.utf8.allSatisfy(Self.isRunCharacter) else {
      throw DockerError(.parameterInvalid, "'\(run)' is no run id: letters, digits and hyphens, at most 64")
    }
    let directory = try directory()
    guard try existing(in: directory).identity == identity else { throw changed("since it was read") }
    let record = StagedEnvironmentFile(
      file: path(name).string, staged: "\(name).cutover-\(run)", previous: "\(name).before-\(run)",
      project: project.string,
      original: identity, checksum: FileIdentity.checksum(content.bytes))
    try directory.remove(record.staged)
    try directory.create(record.staged, content.bytes, identity.access)
    return record
  }

  /// The staged file's path, for a proof with `docker compose config`.
  public func path(of record: StagedEnvironmentFile) -> FilePath {
    path(record.staged)
  }

  private func path(_ name: String) -> FilePath {
    directories.reduce(project) { $0.appending($1) }.appending(name)
  }

  /// Puts the staged file in the place of the original, which is kept beside it. Does nothing where that has been done.
  /// - Throws: `fileChanged` where the file or the staged one is not what was staged: then nothing is changed.
  public func commit(_ record: StagedEnvironmentFile) throws(DockerError) {
    let directory = try directory()
    let current = try existing(in: directory)
    guard let staged = try directory.read(record.staged, limit: EnvironmentFile.sizeLimit) else {
      guard current.identity.checksum == record.checksum else { throw changed("and its staged copy is gone") }
      return
    }
    guard staged.identity.checksum == record.checksum else { throw changed("in its staged copy") }
    guard current.identity == record.original else { throw changed("since it was staged") }
    if let kept = try directory.read(record.previous, limit: EnvironmentFile.sizeLimit) {
      guard kept.identity.checksum == record.original.checksum else { throw changed("in its kept copy") }
    } else if try !directory.link(name, as: record.previous) {
      try directory.create(record.previous, current.bytes, record.original.access)
    }
    try directory.rename(record.staged, to: name)
  }

  /// Puts the kept file back. Does nothing where the file is the original.
  /// - Throws: `fileChanged` where somebody has edited the file since it was committed.
  public func restore(_ record: StagedEnvironmentFile) throws(DockerError) {
    let directory = try directory()
    let current = try existing(in: directory)
    if current.identity.checksum == record.original.checksum {
      try directory.remove(record.previous)
      return
    }
    guard current.identity.checksum == record.checksum else { throw changed("since it was replaced") }
    guard let kept = try directory.read(record.previous, limit: EnvironmentFile.sizeLimit),
      kept.identity.checksum == record.original.checksum
    else { throw changed("and its kept copy is gone") }
    try directory.rename(record.previous, to: name)
  }

  /// Removes the staged file of a run that does not commit.
  public func discard(_ record: StagedEnvironmentFile) throws(DockerError) {
    try directory().remove(record.staged)
  }

  /// Removes the kept file: for `finalize` alone, since there is no rollback without it.
  public func removePrevious(_ record: StagedEnvironmentFile) throws(DockerError) {
    try directory().remove(record.previous)
  }

  private func directory() throws(DockerError) -> DirectoryHandle {
    var handle = try DirectoryHandle(opening: project.string)
    for name in directories { handle = try handle.directory(name) }
    return handle
  }

  private func existing(
    in directory: borrowing DirectoryHandle
  ) throws(DockerError) -> (bytes: [UInt8], identity: FileIdentity) {
    guard let found = try directory.read(name, limit: EnvironmentFile.sizeLimit) else {
      throw DockerError(
        .fileRefused, "\(directory.path)/\(name) does not exist",
        remedy: "Check the compose project's environment files.")
    }
    return found
  }

  private func changed(_ how: String) -> DockerError {
    DockerError(
      .fileChanged, "\(path(name)) has changed \(how); nothing was replaced",
      remedy: "See who edits it (a deployment, an editor), then plan again: the new file is made from the present one.")
  }

  private static func isRunCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
