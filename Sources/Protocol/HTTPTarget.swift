import NIOCore

/// Where an HTTP request goes: the parts of an absolute URL without a login. Pure text, nothing is resolved.
public struct HTTPTarget: Hashable, Sendable {
  /// Whether it is `https`.
  public let isTLS: Bool
  /// Name or address, an IPv6 one without brackets.
  public let host: String
  /// The port, or the scheme's own.
  public let port: Int
  /// Path and query, with a slash at its start.
  public let path: String

  /// Reads a URL; `nil` for what is no http or https URL, and for one with a user or a password in it.
  public init?(_ url: String) {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let colon = url.firstIndex(of: ":") else { return nil }
    let scheme = url[..<colon].lowercased()
    guard scheme == "http" || scheme == "https", url[colon...].hasPrefix("://") else { return nil }
    let rest = url[url.index(colon, offsetBy: 3)...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let (host, port) = Self.hostAndPort(authority) else { return nil }
    let target = rest[authority.endIndex...].prefix { $0 != "#" }
    isTLS = scheme == "https"
    self.host = host
    self.port = port ?? (scheme == "https" ? 443 : 80)
    path = target.hasPrefix("/") ? String(target) : "/\(target)"
  }

  private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    var host = authority
    var rest: Substring = ""
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<end]
      rest = authority[authority.index(after: end)...]
      guard isAddress(String(host)) else { return nil }
    } else if let colon = authority.firstIndex(of: ":") {
      (host, rest) = (authority[..<colon], authority[colon...])
    }
    guard !host.isEmpty else { return nil }
    guard !rest.isEmpty else { return (String(host), nil) }
    guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
    return (String(host), Int(port))
  }

  private static func isAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

  /// Whether the host needs no resolver: an IP address, or `localhost`.
  public var namesAddress: Bool { host.lowercased() == "localhost" || Self.isAddress(host) }

  /// Host and port as a `Host` header has them.
  public var authority: String {
    let shown = host.contains(":") ? "[\(host)]" : host
    return port == (isTLS ? 443 : 80) ? shown : "\(shown):\(port)"
  }

  /// The URL for people, without its query, which may hold a token.
  public var shown: String { "\(isTLS ? "https" : "http")://\(authority)\(path.prefix { $0 != "?" })" }
}
