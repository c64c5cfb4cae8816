/// Cuts a stream of bytes into lines, keeping the unfinished one.
struct LineSplitter: Sendable {
  private var pending: [UInt8] = []
  private let limit: Int

  /// - Parameter limit: where a line without an end is cut, in bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// The lines that are complete now, without their ends (LF or CRLF).
  mutating func append(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        lines.append(pending)
        pending = []
      } else {
        pending.append(byte)
        if pending.count >= limit {
          lines.append(pending)
          pending = []
        }
      }
    }
    return lines
  }

  /// What is left when the stream has ended.
  mutating func finish() -> [UInt8]? {
    defer { pending = [] }
    return pending.isEmpty ? nil : pending
  }
}
