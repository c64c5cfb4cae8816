/// Writes a template into its directory on this host. Repeating it changes nothing: what Redis has rewritten stays, and
/// what is already there is left alone.
public struct RedisTemplateInstaller: Sendable {
  private let template: RedisTemplate

  /// Takes the template.
  public init(_ template: RedisTemplate) {
    self.template = template
  }

  /// Makes the directories and writes the files that are missing or different.
  /// - Returns: the paths that were written, below the template's directory.
  /// - Throws: `storage` where the directory does not exist or may not be written; `fileRefused` for a symbolic link.
  public func install() throws(DockerError) -> [String] {
    let root = try DirectoryHandle(opening: template.directory)
    for name in template.directories { try root.makeDirectory(name, access(mode: 0o700)) }
    var written: [String] = []
    for file in template.files where try install(file, in: root) { written.append(file.path) }
    return written
  }

  private func install(_ file: TemplateFile, in root: borrowing DirectoryHandle) throws(DockerError) -> Bool {
    let parts = file.path.split(separator: "/").map(String.init)
    guard let name = parts.last else { return false }
    if parts.count == 1 { return try write(file, name, in: root) }
    var directory = try root.directory(parts[0])
    for part in parts.dropFirst().dropLast() { directory = try directory.directory(part) }
    return try write(file, name, in: directory)
  }

  private func write(
    _ file: TemplateFile, _ name: String, in directory: borrowing DirectoryHandle
  ) throws(DockerError) -> Bool {
    let bytes = Array(file.text.utf8)
    if let present = try directory.read(name, limit: EnvironmentFile.sizeLimit) {
      if file.isOwnedByRedis || present.bytes == bytes { return false }
    }
    let staged = ".\(name).cutover"
    try directory.remove(staged)
    try directory.create(staged, bytes, access(mode: file.mode))
    try directory.rename(staged, to: name)
    return true
  }

  private func access(mode: UInt32) -> FileAccess {
    FileAccess(mode: mode, owner: template.user, group: template.group)
  }
}
