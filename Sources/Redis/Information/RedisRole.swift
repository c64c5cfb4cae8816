/// What ROLE answers. Evidence only: see ``ReplicationInformation``.
public enum RedisRole: Hashable, Sendable {
  /// A master at an offset, with the addresses, ports and acknowledged offsets of its replicas.
  case master(offset: Int, replicas: [Replica])
  /// A replica of an address and port. The state is `connect`, `connecting`, `sync` or `connected`; the offset is what
  /// it has applied, -1 before the first.
  case replica(host: String, port: Int, state: String, offset: Int)
  /// A Sentinel, which holds no data.
  case sentinel

  /// A replica as its master sees it.
  public struct Replica: Hashable, Sendable {
    /// Its address.
    public let host: String
    /// Its port.
    public let port: Int
    /// What it has acknowledged, about once a second.
    public let offset: Int
  }

  /// Reads the reply of ROLE; `nil` if it is not as documented.
  public init?(_ value: RESPValue) {
    guard let parts = value.array, let kind = parts.first?.string else { return nil }
    switch kind {
    case "master":
      guard parts.count == 3, let offset = parts[1].integer, let replicas = parts[2].array else { return nil }
      self = .master(offset: offset, replicas: replicas.compactMap(Replica.init))
    case "slave":
      guard parts.count == 5, let host = parts[1].string, let port = parts[2].integer, let state = parts[3].string,
        let offset = parts[4].integer
      else { return nil }
      self = .replica(host: host, port: port, state: state, offset: offset)
    case "sentinel":
      self = .sentinel
    case _:
      return nil
    }
  }
}

extension RedisRole.Replica {
  fileprivate init?(_ value: RESPValue) {
    guard let parts = value.array, parts.count == 3, let host = parts[0].string, let port = parts[1].integer,
      let offset = parts[2].integer
    else { return nil }
    self.init(host: host, port: port, offset: offset)
  }
}
