/// A process of a container. Its arguments are not read: they may hold secrets.
public struct ContainerProcess: Hashable, Sendable {
  /// Its id on the host.
  public let identifier: Int
  /// Its short name, as `node`.
  public let name: String
}

/// The answer of `GET /containers/{id}/top`: a table as `ps` prints it.
struct ProcessTable: Decodable, Sendable {
  // The daemon's own spelling.
  enum CodingKeys: String, CodingKey {
    case titles = "Titles"
    case rows = "Processes"
  }

  let titles: [String]
  let rows: [[String]]?

  var processes: [ContainerProcess] {
    guard let id = titles.firstIndex(of: "PID"), let name = titles.firstIndex(of: "COMMAND") else { return [] }
    return (rows ?? []).compactMap { row in
      guard row.indices.contains(id), row.indices.contains(name), let number = Int(row[id]) else { return nil }
      return ContainerProcess(identifier: number, name: row[name])
    }
  }
}
