import Protocol
import Redis

/// What the leading Redis needs for a copy that follows live writes, and why (`redis-bullmq.md`, P1). The order matters:
/// memory before policy before backlog, since a backlog counts as used memory and would evict jobs on a full server.
struct LeaderSettings: Sendable {
  let access: RedisAccess
  let state: AgentState

  /// One setting that is wanted.
  struct Wanted: Sendable, Hashable {
    let name: String
    let value: String
  }

  /// The backlog's size in bytes: what a broken link may miss and still go on by partial resync.
  static let backlog = 256 << 20

  /// Sets what differs; each previous value is durable before it is changed.
  func prepare(_ redis: RedisReference) async throws(ProtocolError) -> [SettingChange] {
    let connection = try await access.connect(redis)
    do {
      let changes = try await prepare(redis, connection)
      await connection.close()
      return changes
    } catch {
      await connection.close()
      throw Self.wireError(error)
    }
  }

  /// Puts back what was changed, the last one first; each is off the record only once it is back.
  /// - Returns: what is back, and what must stay for now.
  func restore(_ redis: RedisReference) async throws(ProtocolError) -> RestoreLeader.Reply {
    var reply = RestoreLeader.Reply(changes: [])
    let recorded = await state.restorable.settings[redis.container] ?? []
    guard !recorded.isEmpty else { return reply }
    let connection = try await access.connect(redis)
    do {
      for change in recorded.reversed() {
        guard try await isSafe(change, among: recorded, connection) else {
          reply.left.append(change)
          continue
        }
        try await connection.perform(.configSet(change.name, change.before))
        try await state.remember(.settingRestored(container: redis.container, name: change.name))
        reply.changes.append(SettingChange(name: change.name, before: change.after, after: change.before))
      }
      await connection.close()
      return reply
    } catch {
      await connection.close()
      throw Self.wireError(error)
    }
  }

  /// The wanted settings for a server with these values and this much memory in use.
  static func wanted(values: [String: String], usedMemory: Int) -> [Wanted] {
    var wanted: [Wanted] = []
    let maximum = values["maxmemory"].flatMap(Int.init) ?? 0
    let needed = usedMemory * 13 / 10 + backlog
    if maximum > 0, maximum < needed { wanted.append(Wanted(name: "maxmemory", value: "\(needed)")) }
    wanted.append(Wanted(name: "maxmemory-policy", value: "noeviction"))
    wanted.append(Wanted(name: "client-output-buffer-limit", value: "slave 0 0 0"))
    wanted.append(Wanted(name: "repl-timeout", value: "\(max(300, values["repl-timeout"].flatMap(Int.init) ?? 0))"))
    let present = values["repl-backlog-size"].flatMap(Int.init) ?? 0
    wanted.append(Wanted(name: "repl-backlog-size", value: "\(max(backlog, present))"))
    wanted.append(Wanted(name: "repl-backlog-ttl", value: "0"))
    wanted.append(Wanted(name: "repl-diskless-sync", value: "yes"))
    wanted.append(Wanted(name: "repl-diskless-sync-delay", value: "0"))
    // When the reverse link ever needed a full copy and it failed, the old data would still be there.
    wanted.append(Wanted(name: "repl-diskless-load", value: "swapdb"))
    return wanted.filter { !isSet($0, in: values) }
  }

  private static func isSet(_ wanted: Wanted, in values: [String: String]) -> Bool {
    guard let value = values[wanted.name] else { return false }
    // One of three classes is set; the answer lists all, and calls this one `slave` or, from 8.0 on, `replica`.
    if wanted.name == "client-output-buffer-limit" {
      return value.contains("slave 0 0 0") || value.contains("replica 0 0 0")
    }
    return value == wanted.value
  }

  private func prepare(_ redis: RedisReference, _ connection: RedisConnection) async throws -> [SettingChange] {
    var values: [String: String] = [:]
    for pattern in ["maxmemory*", "client-output-buffer-limit", "repl-*"] {
      values.merge(try await connection.configuration(pattern)) { $1 }
    }
    let used = try await connection.information(.memory).memory.used ?? 0
    let recorded = Set((await state.restorable.settings[redis.container] ?? []).map(\.name))
    var changes: [SettingChange] = []
    for wanted in Self.wanted(values: values, usedMemory: used) {
      let change = SettingChange(name: wanted.name, before: values[wanted.name] ?? "", after: wanted.value)
      if !recorded.contains(wanted.name) {
        try await state.remember(.settingChanged(container: redis.container, change))
      }
      try await connection.perform(.configSet(wanted.name, wanted.value))
      changes.append(change)
    }
    return changes
  }

  /// A smaller limit or an evicting policy must not come back while the data would not fit: it would evict jobs at once.
  private func isSafe(
    _ change: SettingChange, among recorded: [SettingChange], _ connection: RedisConnection
  ) async throws -> Bool {
    guard change.name == "maxmemory" || change.name == "maxmemory-policy" else { return true }
    let present = try await connection.configuration("maxmemory")["maxmemory"].flatMap(Int.init) ?? 0
    let limit = recorded.first { $0.name == "maxmemory" }.flatMap { Int($0.before) } ?? present
    let used = try await connection.information(.memory).memory.used ?? 0
    return limit == 0 || used < limit
  }

  private static func wireError(_ error: any Error) -> ProtocolError {
    switch error {
    case let error as ProtocolError: error
    case let error as RedisError: ProtocolError(error)
    default: ProtocolError(.internalError, "\(error)")
    }
  }
}
