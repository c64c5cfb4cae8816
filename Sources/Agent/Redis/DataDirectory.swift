import Docker

/// Where a container keeps what it writes, as its host sees it.
enum DataDirectory {
  /// Homes are hidden from the agent's unit: what it sees there is not the host's file system.
  private static let hidden = ["/home", "/root", "/run/user"]

  /// The host's path of a directory inside a container; nil for one that is not mounted from the host.
  static func onHost(_ directory: String, in mounts: [ContainerMount]) -> String? {
    let found = mounts.filter { $0.type == "bind" || $0.type == "volume" }
      .filter { isBelow(directory, $0.destination) }
      .max { $0.destination.utf8.count < $1.destination.utf8.count }
    return found.map(\.source)
  }

  /// Free bytes of the file system of a path. Docker's own directories may be closed to the agent: then those of the
  /// nearest directory above that is not.
  /// - Parameter free: of one directory; nil where it cannot be looked at.
  static func free(in path: String, by free: (String) -> Int? = HostReader.room) -> Int? {
    guard path.hasPrefix("/"), !hidden.contains(where: { isBelow(path, $0) }) else { return nil }
    var path = path[...]
    while let slash = path.lastIndex(of: "/") {
      if let bytes = free(String(path)) { return bytes }
      path = path[..<slash]
    }
    return free("/")
  }

  private static func isBelow(_ path: String, _ directory: String) -> Bool {
    path == directory || path.hasPrefix(directory == "/" ? "/" : directory + "/")
  }
}
