/// Commands about the connection, the server, its settings and its persistence.
extension RedisCommand {
  /// Reply: `PONG`.
  public static let ping = RedisCommand(["PING"])

  /// Authenticates the connection. Reply: `OK`, or `WRONGPASS`.
  /// - Parameters:
  ///   - username: the ACL user; `nil` for the default one, which `requirepass` sets.
  ///   - password: the password.
  public static func auth(username: String? = nil, _ password: RedisPassword) -> RedisCommand {
    password.withRevealed { RedisCommand(["AUTH"] + [username].compactMap(\.self) + [$0]) }
  }

  /// Names this connection in CLIENT LIST. Reply: `OK`.
  public static func clientSetName(_ name: String) -> RedisCommand {
    RedisCommand(label: "CLIENT SETNAME", ["CLIENT", "SETNAME", name])
  }

  /// Reply: a text for ``RedisInformation``. Without a section all but commandstats, latencystats and modules.
  /// One section at most: more than one is an error below Redis 7.0.
  public static func info(_ section: InformationSection? = nil) -> RedisCommand {
    guard let section else { return RedisCommand(["INFO"]) }
    return RedisCommand(label: "INFO \(section.rawValue)", ["INFO", section.rawValue])
  }

  /// Reply: an array for ``RedisRole``.
  public static let role = RedisCommand(["ROLE"])
  /// Reply: seconds and microseconds since 1970.
  public static let time = RedisCommand(["TIME"])
  /// Reply: the number of keys of the selected database.
  public static let databaseSize = RedisCommand(["DBSIZE"])
  /// Reply: an array of libraries; an error below 7.0.
  public static let functionList = RedisCommand(label: "FUNCTION LIST", ["FUNCTION", "LIST"])
  /// Reply: all functions in the DUMP format, also without any; an error below 7.0.
  public static let functionDump = RedisCommand(label: "FUNCTION DUMP", ["FUNCTION", "DUMP"])
  /// Reply: an array of modules.
  public static let moduleList = RedisCommand(label: "MODULE LIST", ["MODULE", "LIST"])

  /// Reply: names and values in turns, of every setting that matches the glob patterns. More than one pattern needs 7.0.
  public static func configGet(_ patterns: String...) -> RedisCommand {
    RedisCommand(label: "CONFIG GET \(patterns.joined(separator: " "))", ["CONFIG", "GET"] + patterns)
  }

  /// Reply: `OK`.
  /// - Parameters:
  ///   - name: the setting's name.
  ///   - value: its value, as in the configuration file.
  public static func configSet(_ name: String, _ value: String) -> RedisCommand {
    RedisCommand(label: "CONFIG SET \(name)", ["CONFIG", "SET", name, value])
  }

  /// A secret setting (`requirepass`, `masterauth`). Reply: `OK`.
  /// - Parameters:
  ///   - name: the setting's name.
  ///   - password: its value.
  public static func configSet(_ name: String, _ password: RedisPassword) -> RedisCommand {
    password.withRevealed { configSet(name, $0) }
  }

  /// Writes the settings into the configuration file that the server was started with. Reply: `OK`; an error without
  /// such a file.
  public static let configRewrite = RedisCommand(label: "CONFIG REWRITE", ["CONFIG", "REWRITE"])
  /// Puts the counters of INFO stats and errorstats to 0. Reply: `OK`.
  public static let configResetStat = RedisCommand(label: "CONFIG RESETSTAT", ["CONFIG", "RESETSTAT"])

  /// Starts a snapshot. Reply: a simple string; an error while another child process runs, unless `schedule`.
  /// - Parameter schedule: take it later if an AOF rewrite runs now.
  public static func backgroundSave(schedule: Bool = false) -> RedisCommand {
    RedisCommand(["BGSAVE"] + (schedule ? ["SCHEDULE"] : []))
  }

  /// Starts an AOF rewrite. Reply: a simple string.
  public static let backgroundRewriteAOF = RedisCommand(["BGREWRITEAOF"])
  /// Reply: the time of the last successful snapshot, in seconds since 1970.
  public static let lastSave = RedisCommand(["LASTSAVE"])
}
