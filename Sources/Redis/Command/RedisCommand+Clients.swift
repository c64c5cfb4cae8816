/// Commands about the server's clients.
extension RedisCommand {
  /// Reply: a text for ``RedisClient/list(parsing:)``.
  public static let clientList = RedisCommand(label: "CLIENT LIST", ["CLIENT", "LIST"])

  /// Blocks every write until the time has passed (6.2). It hides the cut from clients; it is no fence: when it expires,
  /// the blocked writes are executed (redis-bullmq.md, five facts). Reply: `OK`.
  public static func clientPauseWrite(milliseconds: Int) -> RedisCommand {
    RedisCommand(label: "CLIENT PAUSE", ["CLIENT", "PAUSE", String(milliseconds), "WRITE"])
  }

  /// Ends a pause; blocked commands run again from their start. Reply: `OK`.
  public static let clientUnpause = RedisCommand(label: "CLIENT UNPAUSE", ["CLIENT", "UNPAUSE"])

  /// Disconnects every ordinary client but the asker; replicas, the master and subscribers stay. Reply: how many.
  public static let clientKillNormal = RedisCommand(
    label: "CLIENT KILL TYPE normal", ["CLIENT", "KILL", "TYPE", "normal"])

  /// Disconnects every subscriber. Reply: how many.
  public static let clientKillSubscribers = RedisCommand(
    label: "CLIENT KILL TYPE pubsub", ["CLIENT", "KILL", "TYPE", "pubsub"])

  /// Disconnects one client by its id. Reply: how many, 0 or 1.
  public static func clientKill(identifier: Int) -> RedisCommand {
    RedisCommand(label: "CLIENT KILL ID", ["CLIENT", "KILL", "ID", String(identifier)])
  }
}
