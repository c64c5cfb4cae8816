/// What INFO says, section by section. A field that this server's version does not have, or that was not asked for, is
/// `nil`: Redis 6.2 to 8 and Valkey differ in some. The names are those of `genRedisInfoString` in `server.c`.
public struct RedisInformation: Hashable, Sendable {
  private let fields: InformationFields

  /// Reads the reply of INFO.
  /// - Parameter text: the reply; of several sections asked for one by one, their texts in a row.
  public init(parsing text: String) {
    fields = InformationFields(parsing: text)
  }

  /// Version, process, port, configuration file.
  public var server: ServerInformation { ServerInformation(fields) }
  /// Connected and blocked clients.
  public var clients: ClientsInformation { ClientsInformation(fields) }
  /// Used memory and its limit.
  public var memory: MemoryInformation { MemoryInformation(fields) }
  /// Loading, RDB and AOF.
  public var persistence: PersistenceInformation { PersistenceInformation(fields) }
  /// Counters.
  public var statistics: StatisticsInformation { StatisticsInformation(fields) }
  /// Role, offsets, replicas.
  public var replication: ReplicationInformation { ReplicationInformation(fields) }

  /// How often an error was answered, by its first word, since the start or CONFIG RESETSTAT. A word that is missing was
  /// not answered; `READONLY` counts the writes that a fence refused (redis-bullmq.md, Fences).
  public var errorCounts: [String: Int] {
    let prefix = "errorstat_"
    var counts: [String: Int] = [:]
    for (name, value) in fields.values where name.hasPrefix(prefix) {
      counts[String(name.dropFirst(prefix.count))] = InformationFields.pairs(of: value)["count"].flatMap { Int($0) }
    }
    return counts
  }

  /// The databases that have keys, by number.
  public var keyspace: [Int: DatabaseInformation] {
    var databases: [Int: DatabaseInformation] = [:]
    for (name, value) in fields.values where name.hasPrefix("db") {
      guard let number = Int(name.dropFirst(2)) else { continue }
      databases[number] = DatabaseInformation(value)
    }
    return databases
  }

  /// A field by the name that INFO gives it.
  public subscript(name: String) -> String? { fields.text(name[...]) }
}
