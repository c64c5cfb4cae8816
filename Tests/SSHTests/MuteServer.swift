/// A TCP port of its own: it accepts (by its backlog) and never says a word, or refuses every connection.

import Foundation

@testable import SSH

final class MuteServer: Sendable {
  let port: UInt16
  private let descriptor: Int32

  init(accepts: Bool = true) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    port = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(descriptor, generic, length) == 0, !accepts || listen(descriptor, 8) == 0,
          getsockname(descriptor, generic, &length) == 0
        else { throw SSHError(.channel, "no port", remedy: "") }
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
  }

  deinit { close(descriptor) }
}
