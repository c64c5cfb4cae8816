/// The few operating system calls of this module that need the same care everywhere.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

enum SystemCall {
  /// The text of an `errno` value.
  static func message(_ number: Int32) -> String {
    String(cString: strerror(number))
  }

  /// Sets O_NONBLOCK and FD_CLOEXEC.
  static func makeNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Reads a whole file, or throws `errno`'s text by way of the given error.
  static func readFile(_ path: String, failure: (Int32) -> SSHError) throws(SSHError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      if count == 0 { return content }
      content.append(contentsOf: buffer[..<count])
    }
  }
}
