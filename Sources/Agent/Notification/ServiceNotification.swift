import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells systemd how the service is: one datagram a message to `$NOTIFY_SOCKET` (`sd_notify(3)`; `contracts.md`, 4).
struct ServiceNotification: Sendable {
  /// What can be said.
  enum Message: Hashable, Sendable {
    /// The service answers.
    case ready
    /// What it does now, for `systemctl status`.
    case status(String)
    /// It is alive.
    case watchdog
    /// It is on its way out.
    case stopping

    var text: String {
      switch self {
      case .ready: "READY=1"
      case .status(let text): "STATUS=\(text)"
      case .watchdog: "WATCHDOG=1"
      case .stopping: "STOPPING=1"
      }
    }
  }

  private let path: String?

  /// Half of what systemd waits for a sign of life; none where it does not watch.
  let watchdogInterval: Duration?

  /// - Parameters:
  ///   - socket: `$NOTIFY_SOCKET`; none outside systemd, where messages go nowhere.
  ///   - watchdogMicroseconds: `$WATCHDOG_USEC`.
  init(socket: String?, watchdogMicroseconds: String?) {
    self.path = socket
    self.watchdogInterval = watchdogMicroseconds.flatMap(Int64.init).flatMap { $0 > 0 ? .microseconds($0) / 2 : nil }
  }

  /// Sends messages. A failure is of no use to anybody here: systemd judges by what it gets.
  func send(_ messages: Message...) {
    guard let path, !path.isEmpty else { return }
    let text = messages.map(\.text).joined(separator: "\n")
    let descriptor = socket(AF_UNIX, Self.datagram, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    // A leading @ is an abstract name: its first byte is zero.
    if name.first == UInt8(ascii: "@") { name[0] = 0 }
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard name.count < capacity else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    // An abstract name ends with its length, not with a zero; a path may carry one.
    let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + name.count + (name[0] == 0 ? 0 : 1) }
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        sendto(descriptor, text, text.utf8.count, Self.noSignal, address, socklen_t(length ?? 0))
      }
    }
  }

  #if canImport(Glibc)
    private static let datagram = Int32(SOCK_DGRAM.rawValue)
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #elseif canImport(Musl)
    private static let datagram = Int32(SOCK_DGRAM)
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #else
    private static let datagram = SOCK_DGRAM
    private static let noSignal: Int32 = 0
  #endif
}
