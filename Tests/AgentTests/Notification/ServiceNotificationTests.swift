/// What systemd is told, byte by byte, on a socket of this test's own (`sd_notify(3)`).
import Foundation
import Testing

@testable import Agent

@Suite("telling systemd how the service is", .timeLimit(.minutes(1)))
struct ServiceNotificationTests {
  /// A socket that takes datagrams, as systemd's does; gone after the body.
  /// - Parameter name: a path, or `@NAME` for an abstract one.
  func withSocket(_ name: String, _ body: (Int32) throws -> Void) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    try #require(bound == 0)
    defer { unlink(name) }
    try body(descriptor)
  }

  /// The next datagram; `nil` when there is none. A local datagram is there as soon as it has been sent.
  func datagram(_ descriptor: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// A path that no other test uses, and an abstract name.
  static let names = ["/tmp/cutover-notify-\(UUID().uuidString)", "@cutover-notify-\(UUID().uuidString)"]

  @Test("messages of one call go in one datagram, a line each, to a path or an abstract name", arguments: names)
  func messages(name: String) throws {
    try withSocket(name) { descriptor in
      let notification = ServiceNotification(socket: name, watchdogMicroseconds: nil)
      notification.send(.ready, .status("listening on 100.64.0.1:7460"))
      #expect(datagram(descriptor) == "READY=1\nSTATUS=listening on 100.64.0.1:7460")
      notification.send(.watchdog)
      #expect(datagram(descriptor) == "WATCHDOG=1")
      notification.send(.stopping)
      #expect(datagram(descriptor) == "STOPPING=1")
      #expect(datagram(descriptor) == nil)
    }
  }

  @Test(
    "outside systemd, and where its socket is gone, messages go nowhere",
    arguments: [
      nil, "", "/nonexistent/notify", "@nobody-listens-\(UUID().uuidString)", String(repeating: "x", count: 300),
    ])
  func nowhere(name: String?) {
    ServiceNotification(socket: name, watchdogMicroseconds: nil).send(.ready)
  }

  @Test(
    "a sign of life comes at half the interval that systemd waits",
    arguments: [
      ("20000000", Duration.seconds(10)), ("1", .nanoseconds(500)), (nil, nil), ("", nil), ("soon", nil), ("-2", nil),
      ("0", nil),
    ])
  func interval(text: String?, interval: Duration?) {
    let notification = ServiceNotification(socket: nil, watchdogMicroseconds: text)
    #expect(notification.watchdogInterval == interval)
  }
}
