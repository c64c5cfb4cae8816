import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether an address is one of this host's: a socket can be bound to it, on a port that nobody has. Listing the host's
/// addresses would need a netlink socket, which the unit does not allow.
enum BindProbe {
  /// Tries it; `false` also for a text that is no IP address.
  static func isOwn(_ address: String) -> Bool {
    guard let socketAddress = try? SocketAddress(ipAddress: address, port: 0) else { return false }
    let family = socketAddress.protocol == .inet6 ? AF_INET6 : AF_INET
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return socketAddress.withSockAddr { bind(descriptor, $0, socklen_t($1)) } == 0
  }
}
