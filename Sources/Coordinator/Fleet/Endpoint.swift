/// An address and a port, as in `100.120.14.126:6379` or `[fd7a:115c:a1e0::1]:6379`.
struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// The address.
  let address: IPAddress
  /// The TCP port, never 0.
  let port: UInt16

  /// An endpoint of known parts.
  init(address: IPAddress, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// Reads `ADDRESS:PORT`; an IPv6 address stands in brackets (RFC 3986, 3.2.2). Nil for anything else.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0 else {
      return nil
    }
    var host = text[..<colon]
    let bracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if bracketed {
      host = host.dropFirst().dropLast()
    }
    guard let address = IPAddress(String(host)), address.isIPv6 == bracketed else { return nil }
    self.init(address: address, port: port)
  }

  /// The form that `init` reads.
  var description: String {
    address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}
