import NIOCore

/// Where a Redis listens. Addresses, not names: resolving needs the C library's plugins, which a static executable does
/// not have (building.md), and a name may lead elsewhere the next time.
public enum RedisEndpoint: Hashable, Sendable, CustomStringConvertible {
  /// An IPv4 or IPv6 address and a port.
  case address(String, port: Int)
  /// The path of a unix socket.
  case unixSocket(String)

  /// `127.0.0.1:6379`, `[::1]:6379`, or the path.
  public var description: String {
    switch self {
    case .address(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unixSocket(let path): path
    }
  }

  /// The address to connect to.
  /// - Throws: ``RedisError`` with `invalidArgument`.
  func socketAddress() throws(RedisError) -> SocketAddress {
    do {
      switch self {
      case .address(let host, let port):
        guard (1...65535).contains(port) else {
          throw RedisError(.invalidArgument, "port \(port) of \(self); required: 1 to 65535")
        }
        return try SocketAddress(ipAddress: host, port: port)
      case .unixSocket(let path):
        return try SocketAddress(unixDomainSocketPath: path)
      }
    } catch let error as RedisError {
      throw error
    } catch {
      throw RedisError(
        .invalidArgument, "\(self) is no address of a Redis; required: an IP address and a port, or a socket's path",
        remedy: "give the address instead of a name", cause: "\(error)")
    }
  }
}
