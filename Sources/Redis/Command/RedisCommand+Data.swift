/// Commands about keys.
extension RedisCommand {
  /// Reply: how many of the keys existed. Of a missing key it is the harmless write that proves a fence.
  public static func delete(_ keys: String...) -> RedisCommand { RedisCommand(["DEL"] + keys) }
  /// Reply: `OK`.
  public static func set(_ key: String, _ value: String) -> RedisCommand { RedisCommand(["SET", key, value]) }
  /// Reply: `OK`.
  public static func set(_ key: String, _ value: String, expiringAfter seconds: Int) -> RedisCommand {
    RedisCommand(["SET", key, value, "EX", String(seconds)])
  }
  /// Reply: a string, or null.
  public static func get(_ key: String) -> RedisCommand { RedisCommand(["GET", key]) }
  /// Reply: the length of a list, 0 if missing.
  public static func listLength(_ key: String) -> RedisCommand { RedisCommand(["LLEN", key]) }
  /// Reply: the element at the index (-1 is the last), or null.
  public static func listElement(_ key: String, at index: Int) -> RedisCommand {
    RedisCommand(["LINDEX", key, String(index)])
  }
  /// Reply: the elements from one index to another, both included.
  public static func listRange(_ key: String, from first: Int, to last: Int) -> RedisCommand {
    RedisCommand(["LRANGE", key, String(first), String(last)])
  }
  /// Reply: the size of a sorted set, 0 if missing.
  public static func sortedSetCount(_ key: String) -> RedisCommand { RedisCommand(["ZCARD", key]) }
  /// Reply: the size of a set, 0 if missing.
  public static func setCount(_ key: String) -> RedisCommand { RedisCommand(["SCARD", key]) }
  /// Reply: an array of values, null for each missing field.
  public static func hashFields(_ key: String, _ fields: [String]) -> RedisCommand {
    RedisCommand(["HMGET", key] + fields)
  }
  /// Reply: how many of the keys exist.
  public static func exists(_ keys: [String]) -> RedisCommand { RedisCommand(["EXISTS"] + keys) }
  /// Reply: bytes for ``RDBVersion``, or null.
  public static func dump(_ key: String) -> RedisCommand { RedisCommand(["DUMP", key]) }
  /// Reply: bytes, or null.
  public static func memoryUsage(_ key: String) -> RedisCommand {
    RedisCommand(label: "MEMORY USAGE", ["MEMORY", "USAGE", key])
  }

  /// Reply: the type of the key's value (`list`, `zset`, …), or `none`.
  public static func type(_ key: String) -> RedisCommand { RedisCommand(["TYPE", key]) }

  /// One step over the key space. Reply: the next cursor (`0` at the end) and some keys.
  /// - Parameters:
  ///   - cursor: `0` at first, then what the last reply said. An unsigned 64-bit number, kept as text.
  ///   - match: a glob pattern.
  ///   - count: about how many keys are looked at; the server does nothing else meanwhile.
  public static func scan(cursor: String = "0", match: String? = nil, count: Int = 1000) -> RedisCommand {
    var arguments = ["SCAN", cursor]
    if let match { arguments += ["MATCH", match] }
    arguments += ["COUNT", String(count)]
    return RedisCommand(arguments)
  }
}
