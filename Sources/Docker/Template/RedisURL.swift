/// The URL of a Redis as workers read it (`redis://:PASSWORD@HOST:PORT/DATABASE`): percent-encoded and proven by parsing
/// back, since a raw `@`, `:`, `/` or `#` in a password breaks it. Descriptions hide the password.
public struct RedisURL: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The port of a URL that names none.
  public static let defaultPort = 6379

  /// Whether it is `rediss:`, over TLS.
  public var isSecure: Bool
  /// The user; empty for the default one.
  public var username: String
  /// The password as it is, not encoded; nil for none.
  public var password: String?
  /// A name or an address; an IPv6 address without its brackets.
  public var host: String
  /// The port.
  public var port: Int
  /// What follows the port, from `/` or `?` on: database and options, kept as written.
  public var suffix: String

  /// Makes a URL.
  public init(
    host: String, port: Int = defaultPort, password: String? = nil, username: String = "", isSecure: Bool = false,
    suffix: String = ""
  ) {
    self.isSecure = isSecure
    self.username = username
    self.password = password
    self.host = host
    self.port = port
    self.suffix = suffix
  }

  /// Reads a URL.
  /// - Throws: `parameterInvalid`, without what it reads.
  public init(parsing text: String) throws(DockerError) {
    let rest: Substring
    if text.hasPrefix("redis://") {
      isSecure = false
      rest = text.dropFirst(8)
    } else if text.hasPrefix("rediss://") {
      isSecure = true
      rest = text.dropFirst(9)
    } else {
      throw Self.invalid("does not begin with redis:// or rediss://")
    }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    suffix = String(rest[end...])
    var authority = rest[..<end]
    username = ""
    password = nil
    if let at = authority.lastIndex(of: "@") {
      let user = authority[..<at]
      authority = authority[authority.index(after: at)...]
      let colon = user.firstIndex(of: ":") ?? user.endIndex
      username = try Self.decoded(user[..<colon])
      if colon < user.endIndex { password = try Self.decoded(user[user.index(after: colon)...]) }
    }
    (host, port) = try Self.hostAndPort(authority)
  }

  /// The URL with its password: for the environment file and the connection alone.
  public var text: String {
    var text = isSecure ? "rediss://" : "redis://"
    if !username.isEmpty || password != nil {
      text += EngineRequest.percentEncoded(username)
      if let password { text += ":" + EngineRequest.percentEncoded(password) }
      text += "@"
    }
    return text + address + suffix
  }

  /// `host:port`, with brackets around an IPv6 address.
  public var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// The URL without its password.
  public var description: String {
    let scheme = isSecure ? "rediss://" : "redis://"
    return scheme + (password == nil ? "" : "<redacted>@") + address + (suffix.contains("?") ? "" : suffix)
  }
  /// The URL without its password.
  public var debugDescription: String { description }
  /// The URL without its password.
  public var customMirror: Mirror { Mirror(self, children: ["url": description]) }

  private static func hostAndPort(_ authority: Substring) throws(DockerError) -> (String, Int) {
    var host = authority
    var portText: Substring?
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else {
        throw invalid("has an address without its closing bracket")
      }
      host = authority[authority.index(after: authority.startIndex)..<close]
      let after = authority[authority.index(after: close)...]
      guard after.isEmpty || after.first == ":" else { throw invalid("has something between its address and its port") }
      portText = after.isEmpty ? nil : after.dropFirst()
    } else if let colon = authority.firstIndex(of: ":") {
      host = authority[..<colon]
      portText = authority[authority.index(after: colon)...]
    }
    guard !host.isEmpty else { throw invalid("names no host") }
    guard let portText, !portText.isEmpty else { return (String(host), defaultPort) }
    guard let port = Int(portText), (1...65_535).contains(port) else {
      throw invalid("has a port that is no number from 1 to 65535; a password with @ : / # must be percent-encoded")
    }
    return (String(host), port)
  }

  private static func decoded(_ text: Substring) throws(DockerError) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        throw invalid("has a % that begins no percent-encoding")
      }
      rest = rest.dropFirst(2)
      bytes.append(value)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw invalid("is not UTF-8") }
    return decoded
  }

  private static func invalid(_ reason: String) -> DockerError {
    DockerError(
      .parameterInvalid, "the Redis URL \(reason)",
      remedy: "Write it as redis://:PASSWORD@HOST:PORT with the password percent-encoded.")
  }
}
