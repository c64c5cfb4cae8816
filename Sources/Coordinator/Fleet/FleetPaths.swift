/// Resolves the paths of a fleet file, without touching the file system.
struct FleetPaths: Hashable, Sendable {
  /// Absolute path of the fleet file.
  let file: String
  /// The operator's home directory, for `~/`; nil if unknown.
  let home: String?

  /// Paths relative to a file, which itself is absolute or relative to a working directory.
  init(file: String, workingDirectory: String, home: String?) {
    self.file = Self.normalized(file.hasPrefix("/") ? file : workingDirectory + "/" + file)
    self.home = home
  }

  /// An absolute path: `~/` is the home directory, anything else relative to the fleet file's directory.
  func resolve(_ path: String) -> String {
    if path.hasPrefix("~/"), let home {
      return Self.normalized(home + path.dropFirst())
    }
    return Self.normalized(path.hasPrefix("/") ? path : file + "/../" + path)
  }

  /// The path without `.`, `..` and doubled slashes.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
