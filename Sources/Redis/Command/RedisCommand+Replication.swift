/// Commands about replication.
extension RedisCommand {
  /// Follows another Redis: from then on writes are refused with READONLY. Reply: `OK`.
  public static func replicaOf(host: String, port: Int) -> RedisCommand {
    RedisCommand(label: "REPLICAOF", ["REPLICAOF", host, String(port)])
  }

  /// The fence: a replica of an address where nobody answers refuses writes until told otherwise or restarted
  /// (redis-bullmq.md, Fences). Reply: `OK`.
  public static let fence = replicaOf(host: "127.0.0.1", port: 1)

  /// Becomes a master: the commit point of a cut. Reply: `OK`.
  public static let replicaOfNoOne = RedisCommand(label: "REPLICAOF NO ONE", ["REPLICAOF", "NO", "ONE"])

  /// What a replica says about itself. Reply: `OK`, none for `ACK`.
  public static func replconf(_ arguments: String...) -> RedisCommand {
    RedisCommand(label: "REPLCONF", ["REPLCONF"] + arguments)
  }

  /// Asks for the replication stream. Reply: `+CONTINUE`, `+FULLRESYNC` or an error, then a stream that is not RESP:
  /// not to be sent on a ``RedisConnection``.
  public static func psync(replicationID: String, offset: Int) -> RedisCommand {
    RedisCommand(["PSYNC", replicationID, String(offset)])
  }
}
