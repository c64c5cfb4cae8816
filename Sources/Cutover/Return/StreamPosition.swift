/// The id of an entry of a Redis stream: milliseconds and a sequence number.
public struct StreamPosition: Sendable, Hashable, Codable, Comparable {
  /// Milliseconds since 1970 by the clock of the server that wrote it.
  public let milliseconds: UInt64
  /// The place among those of the same millisecond.
  public let sequence: UInt64

  /// An id.
  public init(milliseconds: UInt64, sequence: UInt64) {
    self.milliseconds = milliseconds
    self.sequence = sequence
  }

  /// Reads `1772338033000-4`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let milliseconds = UInt64(parts[0]), let sequence = UInt64(parts[1]) else { return nil }
    self.init(milliseconds: milliseconds, sequence: sequence)
  }

  /// Earlier before later.
  public static func < (left: StreamPosition, right: StreamPosition) -> Bool {
    (left.milliseconds, left.sequence) < (right.milliseconds, right.sequence)
  }
}

extension StreamPosition: CustomStringConvertible {
  /// As Redis writes it.
  public var description: String { "\(milliseconds)-\(sequence)" }
}
