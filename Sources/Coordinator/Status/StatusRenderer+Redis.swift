import Protocol

/// The pair of Redis servers: a row each where there is room, else a column each.
extension StatusRenderer {
  private typealias Attribute = (title: String, isNumber: Bool, value: (RedisStatus) -> Table.Cell)

  /// Both servers, and the link between them.
  func redis(_ report: StatusReport) -> [String] {
    let attributes = self.attributes(report)
    let wide = rows(report, attributes)
    let fits = width.map { limit in wide.allSatisfy { TextWidth.columns(of: $0) <= limit } } ?? true
    let table =
      fits ? redisRows(report, attributes).lines(width: width, style: style) : columns(report, attributes)
    return table + [link(report)].compactMap(\.self) + report.redis.compactMap(standIn)
  }

  private func attributes(_ report: StatusReport) -> [Attribute] {
    func fact(_ value: @escaping (RedisFacts) -> String?) -> (RedisStatus) -> Table.Cell {
      { redis in Table.Cell(redis.facts.flatMap(value) ?? "") }
    }
    return [
      ("ROLE", false, { self.role($0) }),
      ("PEN", false, { self.pen($0, report.pen) }),
      ("VERSION", false, fact(\.version)),
      ("MEMORY", true, fact { self.memory($0) }),
      ("POLICY", false, fact(\.evictionPolicy)),
      ("KEYS", true, fact { $0.keys.map(String.init) }),
      ("CLIENTS", true, fact { $0.clients.map(String.init) }),
      ("OPS/S", true, fact { $0.operationsPerSecond.map(String.init) }),
      (
        "EVICTED", true,
        { Table.Cell($0.facts?.evictedKeys.map(String.init) ?? "", ($0.facts?.evictedKeys ?? 0) > 0 ? .bad : .normal) }
      ),
    ]
  }

  /// The rows without colours, to see whether they fit.
  private func rows(_ report: StatusReport, _ attributes: [Attribute]) -> [String] {
    redisRows(report, attributes).lines(width: nil, style: Style(colors: false, unicode: style.unicode))
  }

  private func redisRows(_ report: StatusReport, _ attributes: [Attribute]) -> Table {
    var table = Table(
      [.init(title: "REDIS", minimum: nil)]
        + attributes.map { .init(title: $0.title, alignment: $0.isNumber ? .right : .left, minimum: nil) })
    for redis in report.redis { table.append([name(redis)] + attributes.map { $0.value(redis) }) }
    return table
  }

  private func columns(_ report: StatusReport, _ attributes: [Attribute]) -> [String] {
    var table = Table([.init(title: "REDIS", minimum: nil)] + report.redis.map { .init(title: name($0).text) })
    for attribute in attributes {
      table.append([.init(attribute.title.lowercased(), .faint)] + report.redis.map(attribute.value))
    }
    return table.lines(width: width, style: style)
  }

  private func name(_ redis: RedisStatus) -> Table.Cell { Table.Cell("\(redis.host)/\(redis.container)", .strong) }

  private func role(_ redis: RedisStatus) -> Table.Cell {
    guard let facts = redis.facts else { return Table.Cell("unknown", .warning) }
    guard facts.state == "running" else {
      return Table.Cell(facts.state, facts.state == "absent" ? .faint : .bad)
    }
    guard facts.problem == nil, let role = facts.role else { return Table.Cell("no answer", .bad) }
    if facts.loading == true { return Table.Cell("loading", .warning) }
    guard role == "slave" else { return Table.Cell("master") }
    return Table.Cell(redis.isFollowing ? "replica" : "parked")
  }

  private func pen(_ redis: RedisStatus, _ pen: PenStatus?) -> Table.Cell {
    guard let pen else { return "" }
    switch pen.basis {
    case .cut: return Table.Cell("cutting", .warning)
    case .unknown: return Table.Cell("unknown", .warning)
    case .record, .beforeFirstRun:
      guard redis.holdsPen == true else { return Table.Cell(style.skipped, .faint) }
      return Table.Cell(pen.epoch.map { "holds (epoch \($0))" } ?? "holds", .good)
    }
  }

  private func memory(_ facts: RedisFacts) -> String? {
    guard let used = facts.usedMemory else { return nil }
    guard let maximum = facts.maximumMemory, maximum > 0 else { return bytes(used) }
    return "\(bytes(used))/\(bytes(maximum))"
  }

  /// Who answers at an old name, and who still uses it: what has yet to be moved.
  private func standIn(_ redis: RedisStatus) -> String? {
    guard let facts = redis.facts?.standIn else { return nil }
    let stage = facts.stage.rawValue
    let isWell = facts.stage == .prepared || facts.stage == .serving && facts.isRunning
    let users = facts.clients.map { "\($0.container ?? $0.address) (\($0.connections))" }
    return "stand-in     \(redis.container) \(style.arrow) \(facts.target)  "
      + (isWell ? style.green(stage) : style.red(facts.isRunning ? stage : "\(stage), not running"))
      + (facts.stage == .serving ? style.separator + (users.isEmpty ? "nobody" : users.joined(separator: ", ")) : "")
  }

  private func link(_ report: StatusReport) -> String? {
    guard let link = report.replication else { return nil }
    let direction = "replication  \(link.leader) \(style.arrow) \(link.follower)  "
    if link.synchronizing { return direction + style.yellow("copying") }
    guard link.up else { return direction + style.red("down") }
    return direction + style.green("up") + style.separator
      + (link.lagBytes.map { "lag \(bytes($0))" } ?? "lag unknown")
  }
}
