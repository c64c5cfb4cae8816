import NIOCore

/// Questions whose answers are typed.
extension RedisConnection {
  /// Asks INFO.
  /// - Parameters:
  ///   - sections: which; none is all but the statistics of each command. Each is asked for on its own, in one pipeline.
  ///   - timeout: how long it may take.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func information(
    _ sections: InformationSection..., timeout: Duration? = nil
  ) async throws(RedisError) -> RedisInformation {
    let commands = sections.isEmpty ? [.info()] : sections.map { RedisCommand.info($0) }
    var text = ""
    for (command, reply) in zip(commands, try await send(commands, timeout: timeout)) {
      guard let bytes = reply.bytes else {
        throw RedisError.unexpected(command.label, reply, required: "a text", from: endpoint)
      }
      text += String(buffer: bytes)
    }
    return RedisInformation(parsing: text)
  }

  /// Asks ROLE.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func role(timeout: Duration? = nil) async throws(RedisError) -> RedisRole {
    let reply = try await call(.role, timeout: timeout)
    guard let role = RedisRole(reply) else {
      throw RedisError.unexpected("ROLE", reply, required: "a role as documented", from: endpoint)
    }
    return role
  }

  /// Asks CLIENT LIST.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func clients(timeout: Duration? = nil) async throws(RedisError) -> [RedisClient] {
    let reply = try await call(.clientList, timeout: timeout)
    guard let text = reply.string else {
      throw RedisError.unexpected("CLIENT LIST", reply, required: "a text", from: endpoint)
    }
    return RedisClient.list(parsing: text)
  }

  /// Asks CONFIG GET.
  /// - Parameters:
  ///   - pattern: a name or glob pattern.
  ///   - timeout: how long it may take.
  /// - Returns: values by name; empty if nothing matches. A value may be a secret: `requirepass`, `masterauth`.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func configuration(
    _ pattern: String, timeout: Duration? = nil
  ) async throws(RedisError) -> [String: String] {
    let command = RedisCommand.configGet(pattern)
    let reply = try await call(command, timeout: timeout)
    guard let parts = reply.array?.map(\.string), parts.count.isMultiple(of: 2), !parts.contains(nil) else {
      throw RedisError.unexpected(command.label, reply, required: "names and values", from: endpoint)
    }
    var settings: [String: String] = [:]
    for index in stride(from: 0, to: parts.count, by: 2) {
      if let name = parts[index], let value = parts[index + 1] { settings[name] = value }
    }
    return settings
  }

  /// The server's wall clock, in microseconds since 1970.
  /// - Throws: ``RedisError`` with `refused` or `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func microsecondsSince1970(timeout: Duration? = nil) async throws(RedisError) -> Int {
    let reply = try await call(.time, timeout: timeout)
    guard let parts = reply.array, parts.count == 2, let seconds = parts[0].integer, let rest = parts[1].integer,
      case let (product, overflowed) = seconds.multipliedReportingOverflow(by: 1_000_000), !overflowed
    else { throw RedisError.unexpected("TIME", reply, required: "seconds and microseconds", from: endpoint) }
    return product &+ rest
  }

  /// The data format that the server writes: by FUNCTION DUMP (7.0), which needs no key; below, by DUMP of some small
  /// key.
  /// - Returns: `nil` if there is no key to ask with.
  /// - Throws: ``RedisError`` with `unexpectedReply`, or any of ``send(_:timeout:)``'s.
  public func rdbVersion(timeout: Duration? = nil) async throws(RedisError) -> RDBVersion? {
    let replies = try await send([.functionDump, .scan(count: 100)], timeout: timeout)
    if let version = replies.first?.bytes.flatMap({ RDBVersion(dump: $0) }) { return version }
    let keys = replies.last?.array?.last?.array?.compactMap(\.bytes) ?? []
    guard !keys.isEmpty else { return nil }
    let sizes = try await send(
      keys.map { RedisCommand(label: "MEMORY USAGE", bytes: ["MEMORY", "USAGE"].map { .init(string: $0) } + [$0]) },
      timeout: timeout)
    let smallest = zip(sizes, keys).compactMap { size, key in size.integer.map { (size: $0, key: key) } }
      .min { $0.size < $1.size }
    guard let smallest else { return nil }
    let dump = try await call(
      RedisCommand(label: "DUMP", bytes: [.init(string: "DUMP"), smallest.key]), timeout: timeout)
    return dump.bytes.flatMap { RDBVersion(dump: $0) }
  }
}
