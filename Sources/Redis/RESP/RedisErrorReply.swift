/// An error that a Redis server answered a command with: its kind, by the first word (`server.c`,
/// `createSharedObjects`), and its text.
public struct RedisErrorReply: Hashable, Sendable, CustomStringConvertible {
  /// What kind of error it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// `READONLY`: a write to a replica, as the fence answers.
    case readOnly
    /// `NOAUTH`: a password is required.
    case authenticationRequired
    /// `WRONGPASS`: user or password is wrong.
    case wrongPassword
    /// `ERR AUTH <password> called without any password configured`: none is required.
    case noPasswordConfigured
    /// `NOPERM`: the user's ACL forbids it.
    case noPermission
    /// `LOADING`: the data set is being loaded.
    case loading
    /// `MISCONF`: snapshots fail, so writes are refused.
    case misconfigured
    /// `MASTERDOWN`: a replica without its master, with `replica-serve-stale-data no`.
    case masterDown
    /// `NOMASTERLINK`: a replica that cannot serve a replica of its own yet.
    case noMasterLink
    /// `NOREPLICAS`: `min-replicas-to-write` does not hold.
    case noReplicas
    /// `OOM`: above `maxmemory`, and nothing may be evicted.
    case outOfMemory
    /// `BUSY`: a script or function runs.
    case busy
    /// `WRONGTYPE`: the key holds another type.
    case wrongType
    /// `UNBLOCKED`: a blocking command ended, because the server became a replica.
    case unblocked
    /// `MOVED`, `ASK`, `CLUSTERDOWN`, `CROSSSLOT`: cluster mode.
    case cluster
    /// `DENIED`: protected mode.
    case protectedMode
    /// `ERR max number of clients reached`.
    case tooManyClients
    /// `ERR unknown command`: renamed, or not in this version.
    case unknownCommand
    /// Any other error.
    case other

    /// What the operator does about it; empty where that depends on the command.
    public var remedy: String {
      switch self {
      case .readOnly: "this Redis is a replica or fenced: send writes to the Redis that holds the pen"
      case .authenticationRequired: "give this Redis's password in the fleet file"
      case .wrongPassword: "correct this Redis's user and password in the fleet file"
      case .noPasswordConfigured: "remove the password of this Redis from the fleet file, or set requirepass"
      case .noPermission: "use a Redis user that may run this command (ACL WHOAMI, ACL GETUSER)"
      case .loading: "wait until the data set is loaded (INFO persistence: loading:0)"
      case .misconfigured: "see the Redis log for why its last snapshot failed; usually the disk is full"
      case .masterDown, .noMasterLink: "restore the replication link (INFO replication: master_link_status)"
      case .noReplicas: "min-replicas-to-write is set: attach the replicas it asks for, or set it to 0"
      case .outOfMemory: "raise maxmemory (never choose an eviction policy: it deletes jobs)"
      case .busy: "wait for the running script, or end it with SCRIPT KILL"
      case .wrongType: "another program uses this key: check the configured prefix"
      case .unblocked: ""
      case .cluster: "Redis Cluster is not supported: name a standalone Redis"
      case .protectedMode: "set a password, or protected-mode no behind a firewall"
      case .tooManyClients: "raise maxclients, or end idle clients"
      case .unknownCommand: "remove rename-command for it, or use Redis 6.2 or newer"
      case .other: ""
      }
    }
  }

  /// What kind of error it is.
  public let kind: Kind
  /// The server's text, without arguments that it echoes: after `unknown command` Redis repeats them, and those of a
  /// renamed AUTH are a password.
  public let text: String

  /// Reads the line after `-`.
  public init(line: String) {
    text = line.removingEchoedArguments
    kind = Kind(line: line)
  }

  /// The server's text.
  public var description: String { text }
}

extension RedisErrorReply.Kind {
  private static let words: [Substring: Self] = [
    "READONLY": .readOnly, "NOAUTH": .authenticationRequired, "WRONGPASS": .wrongPassword, "NOPERM": .noPermission,
    "LOADING": .loading, "MISCONF": .misconfigured, "MASTERDOWN": .masterDown, "NOMASTERLINK": .noMasterLink,
    "NOREPLICAS": .noReplicas, "OOM": .outOfMemory, "BUSY": .busy, "WRONGTYPE": .wrongType, "UNBLOCKED": .unblocked,
    "MOVED": .cluster, "ASK": .cluster, "CLUSTERDOWN": .cluster, "CROSSSLOT": .cluster, "DENIED": .protectedMode,
  ]

  fileprivate init(line: String) {
    let word = line.prefix { $0 != " " }
    if let kind = Self.words[word] {
      self = kind
    } else if word != "ERR" {
      self = .other
    } else if line.hasPrefix("ERR unknown command") {
      self = .unknownCommand
    } else if line.hasPrefix("ERR max number of clients reached") {
      self = .tooManyClients
    } else if line.hasPrefix("ERR AUTH <password> called without any password configured")
      || line.hasPrefix("ERR Client sent AUTH, but no password is set")
    {
      self = .noPasswordConfigured
    } else if line.hasPrefix("ERR invalid password") {
      self = .wrongPassword
    } else {
      self = .other
    }
  }
}

extension String {
  fileprivate var removingEchoedArguments: String {
    let marker = ", with args beginning with"
    var rest = self[...]
    while let comma = rest.firstIndex(of: ",") {
      if rest[comma...].hasPrefix(marker) { return String(self[..<comma]) }
      rest = rest[rest.index(after: comma)...]
    }
    return self
  }
}
