#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One record as it lies in the file: eight hexadecimal digits of checksum, a space, JSON, a line feed. A person can
/// read it with `less` in the middle of the night.
enum JournalLine {
  /// The bytes of a record.
  static func encode(_ record: some Encodable) throws(JournalError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body: Data
    do {
      body = try encoder.encode(record)
    } catch {
      throw JournalError(
        .unwritable, "a \(type(of: record)) cannot be written as JSON", cause: "\(error)", remedy: "report this defect")
    }
    let digits = String(Checksum.crc32c(body), radix: 16)
    return Array(String(repeating: "0", count: 8 - digits.count).utf8) + Array(digits.utf8) + [0x20] + Array(body) + [
      0x0A
    ]
  }

  /// A record from a line without its line feed; `nil` when the line is torn or damaged.
  static func decode<Record: Decodable>(_ type: Record.Type, from line: some Collection<UInt8>) -> Record? {
    let bytes = Array(line)
    guard bytes.count > 9, bytes[8] == 0x20, let sum = UInt32(String(decoding: bytes[..<8], as: UTF8.self), radix: 16)
    else { return nil }
    let body = bytes[9...]
    guard Checksum.crc32c(body) == sum else { return nil }
    return try? JSONDecoder().decode(type, from: Data(body))
  }
}
