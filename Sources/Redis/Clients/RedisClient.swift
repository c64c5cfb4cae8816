/// One line of CLIENT LIST: somebody who is connected (`networking.c`, `catClientInfoString`). Fields that a version
/// does not have are `nil`.
public struct RedisClient: Hashable, Sendable {
  /// `id`: never used twice by one server process.
  public let identifier: Int?
  /// `addr`: the client's address and port, as `10.0.0.2:41234`; a unix socket is `PATH:0`.
  public let address: String
  /// `laddr`: the address of the server that it connected to (6.2).
  public let localAddress: String?
  /// `name`: what CLIENT SETNAME set; Node workers of BullMQ have one, producers none.
  public let name: String
  /// `age`: seconds since it connected.
  public let ageSeconds: Int?
  /// `idle`: seconds since its last command.
  public let idleSeconds: Int?
  /// `flags`: `N` ordinary, `S` replica, `M` master, `b` blocked, `P` subscriber, `O` monitor, …
  public let flags: String
  /// `cmd`: its last command, as `client|list` (`client` below 7.0).
  public let command: String?
  /// `user`: its ACL user (6.0).
  public let user: String?
  /// `db`: the database that it selected.
  public let database: Int?

  /// Reads one line; `nil` if it has no address.
  init?(line: Substring) {
    var fields: [Substring: Substring] = [:]
    for field in line.split(separator: " ") {
      guard let equals = field.firstIndex(of: "=") else { continue }
      fields[field[..<equals]] = field[field.index(after: equals)...]
    }
    guard let address = fields["addr"] else { return nil }
    identifier = fields["id"].flatMap { Int($0) }
    self.address = String(address)
    localAddress = fields["laddr"].map(String.init)
    name = fields["name"].map(String.init) ?? ""
    ageSeconds = fields["age"].flatMap { Int($0) }
    idleSeconds = fields["idle"].flatMap { Int($0) }
    flags = fields["flags"].map(String.init) ?? ""
    command = fields["cmd"].map(String.init)
    user = fields["user"].map(String.init)
    database = fields["db"].flatMap { Int($0) }
  }

  /// Reads the reply of CLIENT LIST; a line without an address is left out.
  public static func list(parsing text: String) -> [RedisClient] {
    text.split(whereSeparator: \.isNewline).compactMap { RedisClient(line: $0) }
  }

  /// Whether it is a replica of this server (`S`).
  public var isReplica: Bool { flags.contains("S") }
  /// Whether it is the link to this server's master (`M`).
  public var isMaster: Bool { flags.contains("M") }
  /// The address without the port.
  public var host: String {
    let host = address.lastIndex(of: ":").map { address[..<$0] } ?? address[...]
    return host.first == "[" && host.last == "]" ? String(host.dropFirst().dropLast()) : String(host)
  }
}
