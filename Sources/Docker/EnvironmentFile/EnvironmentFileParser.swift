/// Finds the assignments of an environment file as compose does (compose-go's `dotenv`; checked against compose 2.26.1):
/// the grammar is not a line grammar, since double- and single-quoted values may span lines and a statement may follow a
/// closing quote on the same line.
struct EnvironmentFileParser {
  private let bytes: [UInt8]
  private var position = 0
  private var countedOffset = 0
  private var countedLine = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// - Throws: `environmentFileInvalid` with the line, never with what stands there.
  mutating func assignments() throws(DockerError) -> [EnvironmentAssignment] {
    var found: [EnvironmentAssignment] = []
    while skipToStatement() {
      if let assignment = try statement() { found.append(assignment) }
    }
    return found
  }

  /// Skips blank space and comments.
  private mutating func skipToStatement() -> Bool {
    while position < bytes.count {
      if Self.isBlank(bytes[position]) || bytes[position] == UInt8(ascii: "\n") {
        position += 1
      } else if bytes[position] == UInt8(ascii: "#") {
        position = endOfLine(from: position)
      } else {
        return true
      }
    }
    return false
  }

  private mutating func statement() throws(DockerError) -> EnvironmentAssignment? {
    let start = position
    skipExport()
    let nameStart = position
    var end = position
    while end < bytes.count, !Self.isSeparator(bytes[end]) {
      guard Self.isNamePart(bytes[end]) || Self.isBlank(bytes[end]) else {
        throw invalid(at: start, "has a character that no variable's name may have")
      }
      end += 1
    }
    var nameBytes = bytes[nameStart..<end]
    while let last = nameBytes.last, Self.isBlank(last) { nameBytes.removeLast() }
    guard !nameBytes.contains(UInt8(ascii: " ")) else {
      throw invalid(at: start, "has a space in the variable's name")
    }
    position = min(end + 1, bytes.count)
    // A name alone takes its value from compose's own environment, which is scrubbed.
    guard end < bytes.count, bytes[end] != UInt8(ascii: "\n") else { return nil }
    let name = String(decoding: nameBytes, as: UTF8.self)
    return try value(of: name, line: line(at: start), after: end + 1)
  }

  private mutating func skipExport() {
    let word = Array("export".utf8)
    guard bytes[position...].starts(with: word), position + word.count < bytes.count,
      Self.isBlank(bytes[position + word.count])
    else { return }
    position += word.count
    skipBlanks()
  }

  private mutating func value(
    of name: String, line: Int, after separator: Int
  ) throws(DockerError) -> EnvironmentAssignment {
    position = separator
    skipBlanks()
    switch position < bytes.count ? bytes[position] : 0 {
    case UInt8(ascii: "'"): return try quoted(name, line: line, quoting: .single, quote: UInt8(ascii: "'"))
    case UInt8(ascii: "\""): return try quoted(name, line: line, quoting: .double, quote: UInt8(ascii: "\""))
    default: return unquoted(name, line: line, separator: separator)
    }
  }

  private mutating func unquoted(_ name: String, line: Int, separator: Int) -> EnvironmentAssignment {
    let lineEnd = endOfLine(from: position)
    var end = position
    while end < lineEnd, !(bytes[end] == UInt8(ascii: " ") && end + 1 < lineEnd && bytes[end + 1] == UInt8(ascii: "#"))
    {
      end += 1
    }
    while end > position, Self.isBlank(bytes[end - 1]) { end -= 1 }
    // An empty value is written directly after the separator, before the blanks or the CR that follow it.
    let range = end > position ? position..<end : separator..<separator
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    position = lineEnd
    return EnvironmentAssignment(
      name: name, line: line, quoting: .none, range: range, value: text.contains("$") ? nil : text)
  }

  private mutating func quoted(
    _ name: String, line: Int, quoting: EnvironmentAssignment.Quoting, quote: UInt8
  ) throws(DockerError) -> EnvironmentAssignment {
    let start = position
    var content: [UInt8] = []
    var isInterpolated = false
    position += 1
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
        content += Self.unescaped(bytes[position + 1], quote: quote, quoting: quoting)
        position += 2
      } else {
        if quoting == .double, bytes[position] == UInt8(ascii: "$") { isInterpolated = true }
        content.append(bytes[position])
        position += 1
      }
    }
    guard position < bytes.count else { throw invalid(at: start, "opens a quote that is never closed") }
    position += 1
    return EnvironmentAssignment(
      name: name, line: line, quoting: quoting, range: start..<position,
      value: isInterpolated ? nil : String(decoding: content, as: UTF8.self))
  }

  /// What an escaped character stands for: in single quotes only the quote itself is special.
  private static func unescaped(
    _ character: UInt8, quote: UInt8, quoting: EnvironmentAssignment.Quoting
  ) -> [UInt8] {
    if character == quote { return [quote] }
    guard quoting == .double else { return [UInt8(ascii: "\\"), character] }
    switch character {
    case UInt8(ascii: "n"): return [UInt8(ascii: "\n")]
    case UInt8(ascii: "r"): return [UInt8(ascii: "\r")]
    case UInt8(ascii: "t"): return [UInt8(ascii: "\t")]
    case UInt8(ascii: "\\"), UInt8(ascii: "$"): return [character]
    default: return [UInt8(ascii: "\\"), character]
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
  }

  private func endOfLine(from start: Int) -> Int {
    bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  /// Offsets are asked for in rising order, so that the whole file is counted once.
  private mutating func line(at offset: Int) -> Int {
    for byte in bytes[min(countedOffset, offset)..<offset] where byte == UInt8(ascii: "\n") { countedLine += 1 }
    countedOffset = max(countedOffset, offset)
    return countedLine
  }

  private mutating func invalid(at offset: Int, _ reason: String) -> DockerError {
    DockerError(
      .environmentFileInvalid, "line \(line(at: offset)) of the environment file \(reason)",
      remedy: "Correct that line; docker compose config shows whether compose can read the file.")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0B, 0x0C, 0x0D: true
    default: false
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\n")
  }

  /// Letters and digits of any script, and what compose allows besides.
  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
      true
    default: "_.-[]".utf8.contains(byte)
    }
  }
}
