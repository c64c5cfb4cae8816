import NIOCore

/// The version of the data format that a server writes, at the end of every DUMP: two bytes, little-endian, before
/// eight of checksum (`cluster.c`, `createDumpPayload`). A server refuses to load a higher one than its own, after it
/// has deleted its own data (redis-bullmq.md, five facts).
public struct RDBVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 9 for Redis 6.2, 10 for 7.0, 11 for 7.2, 12 for 7.4.
  public let number: Int

  /// Names a version.
  public init(_ number: Int) { self.number = number }

  /// Reads it from the reply of DUMP or FUNCTION DUMP; `nil` if that is shorter than its end.
  public init?(dump: ByteBuffer) {
    guard dump.readableBytes >= 10,
      let number = dump.getInteger(at: dump.writerIndex - 10, endianness: .little, as: UInt16.self)
    else { return nil }
    self.init(Int(number))
  }

  /// Orders by the number.
  public static func < (left: RDBVersion, right: RDBVersion) -> Bool { left.number < right.number }

  /// `10`.
  public var description: String { String(number) }
}
