import Foundation

/// Where a Coolify answers. A token must not cross a network in clear, so plain HTTP is for the tailnet, which encrypts
/// by itself, and for this machine.
struct CoolifyAddress: Hashable, Sendable {
  /// The name under which an operator accepts plain HTTP elsewhere.
  static let plainHTTP = "app.plain-http"

  /// The base of every call, without a slash at its end: `http://100.64.123.81:8000/api/v1`.
  let base: String
  /// The host and its port as the address names them, for what is shown.
  let host: String

  /// Reads the fleet file's `app.coolify.url`.
  ///
  /// - Parameter acceptsPlainHTTP: whether the operator accepted `app.plain-http` by name.
  /// - Throws: `address` for what is no such URL, and for plain HTTP where the token could be read on its way.
  init(_ url: String, acceptsPlainHTTP: Bool) throws(CoolifyError) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(), let host = parts.host,
      !host.isEmpty, scheme == "http" || scheme == "https", parts.user == nil, parts.password == nil,
      parts.query == nil, parts.fragment == nil, parts.path.isEmpty || parts.path == "/"
    else {
      // The text is not shown: a URL with a user may hold a password.
      throw CoolifyError(
        code: .address, observed: "app.coolify.url is not the address of a Coolify",
        required: "http://HOST:PORT or https://HOST, without user, path or query",
        next: "correct app.coolify.url in the fleet file")
    }
    if scheme == "http", !acceptsPlainHTTP, !Self.staysPrivate(host) {
      throw CoolifyError(
        code: .address, observed: "app.coolify.url reaches \(host) by plain http",
        required: "https, or an address of the tailnet or of this machine, since the token would cross in clear",
        next: "give the tailnet address in app.coolify.url, or accept it with --accept \(Self.plainHTTP)")
    }
    let port = parts.port.map { ":\($0)" } ?? ""
    let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    self.host = shown + port
    base = "\(scheme)://\(shown)\(port)/api/v1"
  }

  /// Whether what is sent to a host is encrypted by the tailnet or stays on this machine. A name may resolve to
  /// anything, so only `localhost` counts (RFC 6761, 6.3).
  static func staysPrivate(_ host: String) -> Bool {
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    if bare.lowercased() == "localhost" { return true }
    guard let address = IPAddress(bare) else { return false }
    let bytes = address.bytes
    if address.isIPv6 {
      let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
      return isLoopback || bytes.starts(with: [0xfd, 0x7a, 0x11, 0x5c, 0xa1, 0xe0])
    }
    return bytes[0] == 127 || (bytes[0] == 100 && bytes[1] & 0xc0 == 64)
  }
}
